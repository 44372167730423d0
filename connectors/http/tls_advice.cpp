#include "connectors/http/tls_advice.h"

#include <openssl/x509_vfy.h>

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

}  // namespace writ
