// A real OpenLDAP server for one test: its own folder, ports and certificates, gone with it.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "connectors/ldap/ldap_settings.h"

extern char** environ;

namespace writ {

constexpr const char* slapd_program = "/usr/sbin/slapd";

// True, with a message that nobody overlooks, where there is no slapd:
//   if (no_slapd()) return;
inline bool no_slapd() {
  if (std::filesystem::exists(slapd_program)) {
    return false;
  }
  std::cerr << "\n*** SKIPPED: " << slapd_program
            << " is not there; ./install.sh --test-packages installs it ***\n\n";
  return true;
}

class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "writ-ldap-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  pid_t start(const std::vector<std::string>& command) const {
    std::vector<std::string> words = command;
    std::vector<char*> argv;
    for (std::string& word : words) {
      argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    const std::string log = *this / "log";
    for (const int stream : {1, 2}) {
      posix_spawn_file_actions_addopen(&actions, stream, log.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                       0600);
    }
    pid_t child = -1;
    const int fault = posix_spawnp(&child, argv.front(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    REQUIRE(fault == 0);
    return child;
  }
  void run(const std::vector<std::string>& command) const {
    int status = -1;
    waitpid(start(command), &status, 0);
    INFO(command.front() << ": " << read("log"));
    REQUIRE(status == 0);
  }

 private:
  std::filesystem::path path_;
};

inline int loopback_socket(std::uint16_t port, bool connects) {
  const int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* address = reinterpret_cast<const sockaddr*>(&at);
  const int fault = connects ? connect(file, address, sizeof at) : bind(file, address, sizeof at);
  if (fault != 0) {
    close(file);
    return -1;
  }
  return file;
}

inline std::uint16_t port_of(int file) {
  sockaddr_in at{};
  socklen_t size = sizeof at;
  getsockname(file, reinterpret_cast<sockaddr*>(&at), &size);
  return ntohs(at.sin_port);
}

inline std::uint16_t free_port() {
  const int file = loopback_socket(0, false);
  const std::uint16_t port = port_of(file);
  close(file);
  return port;
}

// ca.pem, and server.pem with server.key for `name` ("IP:127.0.0.1") of that authority.
inline void make_certificates(const TestFolder& folder, const std::string& name) {
  const std::vector<std::string> key{"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                                     "-nodes"};
  std::vector<std::string> ca{"openssl",        "req",         "-x509",   "-days",           "2",
                              "-subj",          "/CN=Test CA", "-keyout", folder / "ca.key", "-out",
                              folder / "ca.pem"};
  ca.insert(ca.end(), key.begin(), key.end());
  folder.run(ca);
  std::vector<std::string> request{"openssl", "req",
                                   "-subj",   "/CN=server",
                                   "-keyout", folder / "server.key",
                                   "-out",    folder / "server.csr"};
  request.insert(request.end(), key.begin(), key.end());
  folder.run(request);
  folder.write("names", "subjectAltName=" + name + "\n");
  folder.run({"openssl", "x509", "-req", "-days", "2", "-in", folder / "server.csr", "-CA",
              folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial", "-extfile",
              folder / "names", "-out", folder / "server.pem"});
}

class Slapd {
 public:
  struct Options {
    std::string entries;                // LDIF
    std::string schema;                 // attribute types and classes beside those of OpenLDAP
    std::string certificate_name = {};  // "IP:127.0.0.1"; empty: no TLS
    std::string global = {};            // lines of slapd.conf
  };

  explicit Slapd(const Options& options) {
    const bool tls = !options.certificate_name.empty();
    std::string conf;
    for (const char* name : {"core", "cosine", "inetorgperson", "nis", "dyngroup"}) {
      conf += std::string("include /etc/ldap/schema/") + name + ".schema\n";
    }
    folder.write("own.schema", options.schema);
    conf += "include " + (folder / "own.schema") + "\nmodulepath /usr/lib/ldap\n";
    for (const char* name : {"back_mdb", "memberof", "ppolicy"}) {
      conf += std::string("moduleload ") + name + "\n";
    }
    if (tls) {
      make_certificates(folder, options.certificate_name);
      conf += "TLSCACertificateFile " + (folder / "ca.pem") + "\nTLSCertificateFile " +
              (folder / "server.pem") + "\nTLSCertificateKeyFile " + (folder / "server.key") + "\n";
    }
    std::filesystem::create_directory(folder / "db");
    conf += options.global + "database mdb\nsuffix \"dc=example,dc=com\"\n" +
            "rootdn \"cn=admin,dc=example,dc=com\"\nrootpw admin-s3cret\ndirectory " +
            (folder / "db") + "\noverlay memberof\noverlay ppolicy\n";
    folder.write("slapd.conf", conf);
    folder.write("entries.ldif", options.entries);
    folder.run(
        {"/usr/sbin/slapadd", "-q", "-f", folder / "slapd.conf", "-l", folder / "entries.ldif"});
    for (int tries = 0; tries < 5 && child_ < 0; ++tries) {
      listen(tls);
    }
    INFO(folder.read("log"));
    REQUIRE(child_ > 0);
  }
  ~Slapd() {
    if (child_ > 0) {
      kill(child_, SIGKILL);
      waitpid(child_, nullptr, 0);
    }
  }
  Slapd(const Slapd&) = delete;
  Slapd& operator=(const Slapd&) = delete;

  std::string url(const std::string& host = "127.0.0.1") const {
    return "ldap://" + host + ":" + std::to_string(port_);
  }
  std::string tls_url(const std::string& host = "127.0.0.1") const {
    return "ldaps://" + host + ":" + std::to_string(tls_port_);
  }

  // As the reader of the entries, in the clear.
  LdapSettings settings() const {
    LdapSettings out;
    out.url = url();
    out.bind_dn = "cn=reader,dc=example,dc=com";
    out.password = "reader-s3cret";
    out.base_dn = "dc=example,dc=com";
    out.allow_private = true;
    out.allow_plain = true;
    out.timeout = std::chrono::seconds(20);
    return out;
  }

  TestFolder folder;

 private:
  void listen(bool tls) {
    port_ = free_port();
    tls_port_ = free_port();
    const std::string urls =
        url() + "/" + (tls ? " ldaps://127.0.0.1:" + std::to_string(tls_port_) + "/" : "");
    child_ = folder.start({slapd_program, "-f", folder / "slapd.conf", "-h", urls, "-d", "0"});
    for (int waited = 0; waited < 500; ++waited) {
      if (waitpid(child_, nullptr, WNOHANG) != 0) {
        break;  // somebody else took the port
      }
      const int file = loopback_socket(port_, true);
      if (file >= 0) {
        close(file);
        return;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    kill(child_, SIGKILL);
    child_ = -1;
  }

  pid_t child_ = -1;
  std::uint16_t port_ = 0;
  std::uint16_t tls_port_ = 0;
};

}  // namespace writ
