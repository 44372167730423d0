// The tables of a PostgreSQL database, each by a query of its own, all in one transaction that is
// REPEATABLE READ READ ONLY: they show one state, and the server refuses whatever would change it.
// Besides, every query runs below DECLARE CURSOR, which takes nothing but a query, and row-level
// security never leaves rows out in silence: the server says an error instead. What a function may
// do without writing to tables (read files of the server, end sessions) is for the rights of `user`
// to forbid: give it one that may read those tables, and no more.
//
// Values are what PostgreSQL prints, with TimeZone UTC and DateStyle ISO: `2026-03-01 09:30:00+00`
// is a timestamp to the readers; a `timestamp` without time zone is none until the query says
// `at time zone`. `infinity` is a text that the map's `nulls` may name. Arrays of one dimension are
// lists.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "connectors/collection.h"
#include "connectors/spool.h"
#include "connectors/sql/sql_order.h"

namespace writ {

// `require` encrypts, but anyone may answer; with a `ca_file` it is verify_ca. There is no mode
// that tries without encryption if the server wants none.
enum class SslMode { verify_full, verify_ca, require, disable };
constexpr std::array<std::string_view, 4> ssl_mode_names = {"verify-full", "verify-ca", "require",
                                                            "disable"};

// Nothing else has a say, neither the environment nor files of the home folder: a variable of libpq
// that stands for one of these, or for an option that cannot be set here (PGSERVICE, PGOPTIONS, …),
// is an error while it is set.
struct PostgresqlSettings {
  std::string host;  // a name, an address, or with allow_private the folder of a socket
  unsigned port = 5432;
  std::string database;
  std::string user;
  std::string password;  // a secret; empty: the server asks for none
  SslMode ssl_mode = SslMode::verify_full;
  std::string ca_file;                                   // instead of the machine's; PEM
  std::string client_certificate;                        // PEM file, with client_key
  std::string client_key;                                // PEM file that nobody else may read
  bool allow_private = false;                            // addresses that special_address() names
  std::chrono::milliseconds connect_timeout{10'000};     // of each address
  std::chrono::milliseconds statement_timeout{600'000};  // of each 5,000 rows; 0: none
  std::chrono::milliseconds time_limit{3'600'000};       // of everything
};

// What goes wrong is in the tables' records: each is whole, or says why it is not, and what came is
// kept. A query that fails leaves the others alone; with a lost connection they fail too.
std::map<std::string, TablePages> fetch_postgresql(const SqlOrder& order,
                                                   const PostgresqlSettings& settings, Spool& spool,
                                                   const CollectProgress& progress);

}  // namespace writ
