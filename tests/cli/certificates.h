// Certificates for servers in tests, made by the openssl command: an authority, and what it signs.
#pragma once

#include <cstdlib>

#include "run_writ.h"

namespace writ {

class Certificates {
 public:
  Certificates() {
    run("openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj "
        "/CN=authority");
    issue("good", "DNS:localhost,IP:127.0.0.1", 30);
    issue("elsewhere", "DNS:elsewhere.example", 30);
    issue("client", "DNS:client", 30);
    run("openssl req -x509 -newkey rsa:2048 -nodes -keyout self.key -out self.pem -days 30 -subj "
        "/CN=localhost -addext subjectAltName=IP:127.0.0.1");
    expired();
  }
  std::string path(const std::string& file) const { return (folder_.path() / file).string(); }
  // As the docs say to work it out by hand.
  std::string key_digest(const std::string& name) const {
    run("openssl x509 -pubkey -noout -in " + name + ".pem > " + name + ".pub");
    run("openssl pkey -pubin -outform der -in " + name + ".pub -out " + name + ".der");
    run("sha256sum " + name + ".der > " + name + ".digest");
    return folder_.read(name + ".digest").substr(0, 64);
  }
  std::string read(const std::string& file) const { return folder_.read(file); }

 private:
  void run(const std::string& command) const {
    const std::string quiet =
        "cd " + folder_.path().string() + " && (" + command + ") > /dev/null 2>&1";
    REQUIRE(std::system(quiet.c_str()) == 0);  // NOLINT
  }
  void issue(const std::string& name, const std::string& names, int days) const {
    request(name, names);
    run("openssl x509 -req -in " + name + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -out " +
        name + ".pem -days " + std::to_string(days) + " -extfile " + name + ".ext");
  }
  void request(const std::string& name, const std::string& names) const {
    folder_.write(name + ".ext", "subjectAltName=" + names + "\n");
    run("openssl req -newkey rsa:2048 -nodes -keyout " + name + ".key -out " + name +
        ".csr -subj /CN=" + name);
  }
  // `openssl x509` knows no end in the past; `openssl ca` does.
  void expired() const {
    request("expired", "IP:127.0.0.1");
    folder_.write("index.txt", "");
    folder_.write("serial", "77\n");
    folder_.write("ca.cnf",
                  "[ca]\ndefault_ca=d\n[d]\nnew_certs_dir=.\ndatabase=index.txt\nserial=serial\n"
                  "default_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n");
    run("openssl ca -batch -config ca.cnf -cert ca.pem -keyfile ca.key -in expired.csr -out "
        "expired.pem "
        "-startdate 20200101000000Z -enddate 20210101000000Z -extfile expired.ext -notext");
  }

  TempFolder folder_;
};

}  // namespace writ
