// A real PostgreSQL server on a free port of this machine, with certificates of its own; gone with
// the test. PostgreSQL does not run as root: then it runs as `postgres`, or else as `nobody`.
#pragma once

#include <libpq-fe.h>

#include <string>
#include <vector>

namespace writ {

class PostgresqlServer {
 public:
  // Where the server's programs are; empty: it is not installed.
  static std::string programs();

  PostgresqlServer();
  ~PostgresqlServer();
  PostgresqlServer(const PostgresqlServer&) = delete;
  PostgresqlServer& operator=(const PostgresqlServer&) = delete;

  void start();
  void stop();  // at once, as when the machine fails

  // As the superuser, through the socket. The first value of the answer, if any.
  std::string sql(const std::string& statements) const;

  unsigned port() const { return port_; }
  const std::string& folder() const { return folder_; }  // of the socket
  // ca.pem, server.pem (for localhost), other_ca.pem, client.pem and client.key (of `certified`).
  std::string file(const std::string& name) const { return folder_ + "/" + name; }

 private:
  int run(const std::vector<std::string>& command, bool wait);
  void must(const std::vector<std::string>& command);
  void write(const std::string& name, const std::string& text);
  void make_certificates();

  std::string folder_;
  unsigned port_ = 0;
  int pid_ = 0;
};

// Between a client and the server: passes bytes on until it is told otherwise.
class BreakingWire {
 public:
  enum class Then { reset, silence, no_tls };
  // After so many bytes from the server.
  BreakingWire(unsigned server_port, std::size_t bytes, Then then);
  ~BreakingWire();
  BreakingWire(const BreakingWire&) = delete;
  BreakingWire& operator=(const BreakingWire&) = delete;
  unsigned port() const { return port_; }

 private:
  int listener_ = -1;
  unsigned port_ = 0;
  int pid_ = 0;
};

}  // namespace writ
