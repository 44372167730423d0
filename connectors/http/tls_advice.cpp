#include "connectors/http/tls_advice.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>
#include <string_view>

#include "base/sha256.h"

namespace writ {
namespace {

std::string certificate_advice(long verified) {
  switch (verified) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "the server's certificate has expired; its operator must renew it";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "the server's certificate is not valid yet; is this machine's clock right?";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return "the server's certificate is self-signed; if that is meant to be so, name it in "
             "`ca_file`";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "nobody that this machine trusts issued the server's certificate; if your own "
             "authority did, name its certificate in `ca_file`";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
    case X509_V_ERR_UNSPECIFIED:  // libcurl compares the names itself, and says only so much
    case X509_V_OK:
      return "the server's certificate is for another host; is `base_url` right?";
    default:
      return "the server's certificate is not valid: " +
             std::string(X509_verify_cert_error_string(verified));
  }
}

}  // namespace

std::string tls_advice(CURL* easy, CURLcode code) {
  long verified = X509_V_OK;
  curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verified);
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
      return certificate_advice(verified);
    case CURLE_SSL_CONNECT_ERROR:
      return "no TLS connection: the server may offer less than TLS 1.2, none at all, or ask for a "
             "client certificate (`client_certificate`, `client_key`)";
    case CURLE_SSL_CERTPROBLEM:
      return "`client_certificate` and `client_key` cannot be used: they must be PEM and belong "
             "together";
    case CURLE_SSL_CACERT_BADFILE:
      return "`ca_file` cannot be read: it must hold certificates in PEM";
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return "no TLS connection: " + std::string(curl_easy_strerror(code));
    default:
      return {};
  }
}

std::string server_key(CURL* easy) {
  constexpr std::string_view before = "Cert:";
  curl_certinfo* info = nullptr;
  if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &info) != CURLE_OK || info == nullptr ||
      info->num_of_certs == 0) {
    return {};
  }
  for (const curl_slist* field = info->certinfo[0]; field != nullptr; field = field->next) {
    const std::string_view text = field->data;
    if (!text.starts_with(before)) {
      continue;
    }
    const std::string_view pem = text.substr(before.size());
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free);
    unsigned char* der = nullptr;
    const int size =
        certificate ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &der) : 0;
    std::string out;
    if (size > 0) {
      out = sha256_hex({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
    }
    OPENSSL_free(der);
    return out;
  }
  return {};
}

}  // namespace writ
