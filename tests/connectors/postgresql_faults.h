// What may go wrong between Writ and a PostgreSQL server, and what an incomplete table may say
// then.
#pragma once

#include <string>
#include <vector>

#include "support/fault_proxy.h"
#include "support/fault_runs.h"

namespace writ {

// ErrorResponse (PostgreSQL's protocol 3, "Error and Notice Message Fields").
inline std::string error_response(const std::string& severity, const std::string& state,
                                  const std::string& text) {
  const std::string zero(1, '\0');
  const std::string fields =
      "S" + severity + zero + "V" + severity + zero + "C" + state + zero + "M" + text + zero + zero;
  std::string size;
  for (const int shift : {24, 16, 8, 0}) {
    size += static_cast<char>(((fields.size() + 4) >> shift) & 0xFF);
  }
  return "E" + size + fields;
}

struct PostgresqlFault {
  std::string name;
  testing::WireFault wire = {};
  testing::Reasons reasons = {};      // of a connection in the clear
  testing::Reasons tls_reasons = {};  // where empty, there is no such fault under TLS
  bool waits = false;                 // until the time limit
  bool unseen = false;                // in the clear it may change a value
};

inline PostgresqlFault postgresql_error(const std::string& state, const std::string& text,
                                        bool fatal) {
  PostgresqlFault out{"error " + state,
                      {},
                      {text + " (SQLSTATE " + state + ")", "FATAL:  " + text, "ERROR:  " + text}};
  out.wire.what = testing::WireFault::What::replaced;
  const std::string severity = fatal ? "FATAL" : "ERROR";
  out.wire.instead = [=](const std::string&) { return error_response(severity, state, text); };
  out.wire.skips_answer = true;
  out.wire.then_closes = fatal;
  return out;
}

inline const std::vector<PostgresqlFault>& postgresql_wire_faults() {
  using What = testing::WireFault::What;
  static const testing::Reasons lost = {"the connection broke: ", "server closed the connection",
                                        "Connection reset by peer", "SSL error", "SSL SYSCALL"};
  static const testing::Reasons late = {"the time limit of 2 s is over",
                                        "nobody answers at that address in time"};
  static const testing::Reasons count = {
      "and the server says that it sent", "answers something else than", "answer has no end",
      "the query returns no columns", "other columns than it said"};
  static const auto all = [](const std::vector<testing::Reasons>& lists) {
    testing::Reasons out;
    for (const testing::Reasons& list : lists) {
      out.insert(out.end(), list.begin(), list.end());
    }
    return out;
  };
  static const testing::Reasons nonsense =
      all({lost, late, count, {"lost synchronization", "connection to server at "}});
  static const testing::Reasons nonsense_in_tls =
      all({lost, late, {"invalid response to SSL", "data after SSL response"}});
  static const std::vector<PostgresqlFault> list = {
      {"reset", {What::reset}, lost, lost},
      {"closed", {What::closed}, lost, lost},
      {"silent", {What::silent}, late, late, true},
      {"slow", {What::slow}, {}, {}},
      {"cut", {What::cut}, lost, lost},
      {"noise", {What::noise}, nonsense, nonsense_in_tls, true},
      {"flipped", {What::flipped}, nonsense, nonsense_in_tls, true, true},
      {"dropped", {What::dropped}, nonsense, nonsense_in_tls, true},
      {"doubled", {What::doubled}, nonsense, nonsense_in_tls, true},
      {"reply_lost", {What::reply_lost}, late, {}, true},
      {"reply_doubled", {What::reply_doubled}, nonsense, {}, true},
      postgresql_error("57014", "canceling statement due to user request", false),
      postgresql_error("57P01", "terminating connection due to administrator command", true),
      postgresql_error("53300", "sorry, too many clients already", true),
      postgresql_error("42501", "permission denied for table people", false),
      postgresql_error("40001", "could not serialize access", false),
      postgresql_error("XX001", "invalid page in block 7 of relation base/1/2", false),
  };
  return list;
}

}  // namespace writ
