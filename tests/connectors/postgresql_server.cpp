#include "postgresql_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

namespace writ {

namespace {

const passwd* server_user() {
  const passwd* user = getpwnam("postgres");
  return user == nullptr ? getpwnam("nobody") : user;
}

sockaddr_in loopback(unsigned port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// A socket that listens on a port of its own choice.
int listen_somewhere(unsigned& port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  REQUIRE(bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(listen(listener, 8) == 0);
  REQUIRE(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  port = ntohs(address.sin_port);
  return listener;
}

// In a child: the server's user, and gone with the parent.
void become_server_user() {
  const passwd* user = geteuid() == 0 ? server_user() : nullptr;
  if (user != nullptr &&
      (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) {
    _exit(126);
  }
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
}

}  // namespace

std::string PostgresqlServer::programs() {
  std::string best;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", none)) {
    const std::string bin = entry.path().string() + "/bin";
    if (std::filesystem::exists(bin + "/initdb") && bin > best) {
      best = bin;
    }
  }
  return best;
}

int PostgresqlServer::run(const std::vector<std::string>& command, bool wait) {
  std::vector<char*> words;
  for (const std::string& word : command) {
    words.push_back(const_cast<char*>(word.c_str()));
  }
  words.push_back(nullptr);
  const int child = fork();
  if (child == 0) {
    become_server_user();
    const int log = ::open(file("log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (chdir(folder_.c_str()) != 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0) {
      _exit(126);
    }
    execvp(words[0], words.data());
    _exit(127);
  }
  REQUIRE(child > 0);
  if (!wait) {
    return child;
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void PostgresqlServer::must(const std::vector<std::string>& command) {
  const int status = run(command, true);
  std::ifstream in(file("log"));
  INFO(std::string(std::istreambuf_iterator<char>(in), {}));
  INFO(command.front());
  REQUIRE(status == 0);
}

void PostgresqlServer::write(const std::string& name, const std::string& text) {
  std::ofstream out(file(name), std::ios::app);
  out << text;
  out.close();
  if (geteuid() == 0) {
    const passwd* user = server_user();
    REQUIRE(chown(file(name).c_str(), user->pw_uid, user->pw_gid) == 0);
  }
}

void PostgresqlServer::make_certificates() {
  const std::vector<std::string> request = {"openssl", "req",      "-newkey",
                                            "ec",      "-pkeyopt", "ec_paramgen_curve:prime256v1",
                                            "-nodes",  "-sha256"};
  const auto with = [&request](const std::vector<std::string>& more) {
    std::vector<std::string> out = request;
    out.insert(out.end(), more.begin(), more.end());
    return out;
  };
  for (const std::string ca : {"ca", "other_ca"}) {
    must(with({"-x509", "-days", "2", "-subj", "/CN=" + ca, "-keyout", ca + ".key", "-out",
               ca + ".pem"}));
  }
  write("server.ext", "subjectAltName=DNS:localhost\n");
  write("client.ext", "extendedKeyUsage=clientAuth\n");
  const std::vector<std::pair<std::string, std::string>> names = {{"server", "localhost"},
                                                                  {"client", "certified"}};
  for (const auto& [name, subject] : names) {
    must(with({"-subj", "/CN=" + subject, "-keyout", name + ".key", "-out", name + ".csr"}));
    must({"openssl", "x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key",
          "-CAcreateserial", "-days", "2", "-sha256", "-extfile", name + ".ext", "-out",
          name + ".pem"});
  }
}

PostgresqlServer::PostgresqlServer() {
  std::string name = (std::filesystem::temp_directory_path() / "writ-postgresql-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  folder_ = name;
  if (geteuid() == 0) {
    const passwd* user = server_user();
    REQUIRE(chown(folder_.c_str(), user->pw_uid, user->pw_gid) == 0);
  }
  close(listen_somewhere(port_));
  make_certificates();
  must({programs() + "/initdb", "-D", "data", "-U", "postgres", "-A", "trust", "--no-sync", "-E",
        "UTF8", "--locale=C"});
  write("data/postgresql.conf",
        "listen_addresses = '127.0.0.1'\nport = " + std::to_string(port_) +
            "\nunix_socket_directories = '" + folder_ +
            "'\nssl = on\nssl_cert_file = '../server.pem'\nssl_key_file = '../server.key'\n"
            "ssl_ca_file = '../ca.pem'\nfsync = off\nshared_buffers = 16MB\nautovacuum = off\n"
            "password_encryption = 'scram-sha-256'\nTimeZone = 'America/New_York'\n"
            "DateStyle = 'German'\nbytea_output = 'escape'\n");
  std::filesystem::remove(file("data/pg_hba.conf"));
  write("data/pg_hba.conf",
        "local all all trust\nhostssl all certified all cert\nhost all all all scram-sha-256\n");
  start();
}

void PostgresqlServer::start() {
  pid_ = run({programs() + "/postgres", "-D", "data"}, false);
  for (int tries = 0; tries < 300; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const std::string text = "host=" + folder_ + " port=" + std::to_string(port_);
    if (PQping(text.c_str()) == PQPING_OK) {
      return;
    }
  }
  FAIL("the server does not start");
}

void PostgresqlServer::stop() {
  if (pid_ > 0) {
    kill(pid_, SIGQUIT);
    waitpid(pid_, nullptr, 0);
  }
  pid_ = 0;
}

PostgresqlServer::~PostgresqlServer() {
  stop();
  std::error_code none;
  std::filesystem::remove_all(folder_, none);
}

std::string PostgresqlServer::sql(const std::string& statements) const {
  const std::string text = "host=" + folder_ + " port=" + std::to_string(port_) +
                           " user=postgres dbname=postgres options='-c client_min_messages=error'";
  PGconn* connection = PQconnectdb(text.c_str());
  PGresult* result = PQexec(connection, statements.c_str());
  const ExecStatusType status = PQresultStatus(result);
  INFO(statements << ": " << PQerrorMessage(connection));
  const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  const bool has_value = status == PGRES_TUPLES_OK && PQntuples(result) > 0;
  std::string out = has_value ? PQgetvalue(result, 0, 0) : "";
  PQclear(result);
  PQfinish(connection);
  REQUIRE(good);
  return out;
}

namespace {

void pass_on(int client, int server, std::size_t bytes, BreakingWire::Then then) {
  std::size_t passed = 0;
  std::array<char, 4096> buffer{};
  for (;;) {
    std::array<pollfd, 2> ends = {{{client, POLLIN, 0}, {server, POLLIN, 0}}};
    poll(ends.data(), ends.size(), -1);
    for (const pollfd& end : ends) {
      const bool from_server = end.fd == server;
      if (end.revents == 0) {
        continue;
      }
      const ssize_t got = read(end.fd, buffer.data(), buffer.size());
      if (got <= 0) {
        return;
      }
      if (!from_server && then == BreakingWire::Then::no_tls) {
        if (write(client, "N", 1) != 1) {
          return;
        }
        continue;
      }
      passed += from_server ? static_cast<std::size_t>(got) : 0;
      if (passed > bytes) {
        if (then == BreakingWire::Then::silence) {
          pause();
        }
        const linger at_once{1, 0};
        setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        return;
      }
      if (write(from_server ? client : server, buffer.data(), static_cast<std::size_t>(got)) !=
          got) {
        return;
      }
    }
  }
}

}  // namespace

BreakingWire::BreakingWire(unsigned server_port, std::size_t bytes, Then then) {
  listener_ = listen_somewhere(port_);
  pid_ = fork();
  if (pid_ != 0) {
    return;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGPIPE, SIG_IGN);
  for (;;) {
    const int client = accept(listener_, nullptr, nullptr);
    const int server = socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = loopback(server_port);
    if (client < 0 ||
        connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      _exit(1);
    }
    pass_on(client, server, bytes, then);
    close(client);
    close(server);
  }
}

BreakingWire::~BreakingWire() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  close(listener_);
}

}  // namespace writ
