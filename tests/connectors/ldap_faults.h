// What may go wrong between Writ and a directory, and what an incomplete table may say then.
#pragma once

#include <string>
#include <vector>

#include "paged_directory.h"
#include "support/fault_proxy.h"
#include "support/fault_runs.h"

namespace writ {

struct DirectoryFault {
  std::string name;
  testing::Reasons reasons = {};
  bool waits = false;   // until the timeout
  bool unseen = false;  // LDAP has no sign of it
};
struct WireDirectoryFault : DirectoryFault {
  testing::WireFault wire = {};
  bool in_tls = false;
};
struct PagedDirectoryFault : DirectoryFault {
  PageFault page = {};
  bool active_directory = false;  // there alone
};

namespace ldap_reasons {

inline const testing::Reasons lost = {"the server closed the connection",
                                      "can't contact ldap server", "no TLS connection to"};
inline const testing::Reasons late = {"no answer within 300 ms", "within 300 ms"};
// In the clear, what was changed on the way is what the server said.
inline const testing::Reasons anything = {""};
inline const testing::Reasons parts = {"the server does not show the rest",
                                       "the server shows a part twice"};
inline const testing::Reasons again = {"came twice", "gives the same page again"};

inline testing::Reasons all(std::initializer_list<testing::Reasons> lists) {
  testing::Reasons out;
  for (const testing::Reasons& list : lists) {
    out.insert(out.end(), list.begin(), list.end());
  }
  return out;
}
inline testing::Reasons of_code(int code) {
  return {"(" + std::to_string(code) + ")"};
}

}  // namespace ldap_reasons

// An LDAP result of `code` in the place of a message, to the request that it answers.
inline std::string result_instead(const std::string& message, int code, const std::string& text) {
  const std::size_t at = testing::wire::ldap_operation(message);
  const int operation = static_cast<unsigned char>(message[at]);
  const bool of_search = operation == 0x64 || operation == 0x65 || operation == 0x73;
  const std::size_t head = message.find('\x02', 1);  // where its number begins
  return ber::tlv(0x30, message.substr(head, at - head) +
                            ber::result(of_search ? 0x65 : operation, code, text));
}

// The message with a search reference before it, where it answers a search.
inline std::string reference_before(const std::string& message) {
  const std::size_t at = testing::wire::ldap_operation(message);
  const int operation = static_cast<unsigned char>(message[at]);
  const std::size_t head = message.find('\x02', 1);
  return operation != 0x64 && operation != 0x65
             ? message
             : ber::tlv(0x30, message.substr(head, at - head) +
                                  fake_reference("ldap://other.example.com/dc=other")) +
                   message;
}

// "Notice of Disconnection" (RFC 4511, 4.4.1), after which the server closes.
inline std::string disconnection(int code) {
  return ber::tlv(
      0x30, std::string("\x02\x01\x00", 3) +
                ber::result(0x78, code, "going down", ber::tlv(0x8A, "1.3.6.1.4.1.1466.20036")));
}

inline const std::vector<WireDirectoryFault>& directory_wire_faults() {
  using What = testing::WireFault::What;
  using namespace ldap_reasons;
  static const std::vector<WireDirectoryFault> list = [] {
    const testing::Reasons nonsense =
        all({lost, late, again, parts, {"decoding error", "protocol error", "cannot be read"}});
    std::vector<WireDirectoryFault> out = {
        {{"reset", lost}, {What::reset}, true},
        {{"closed", lost}, {What::closed}, true},
        {{"silent", all({late, lost}), true}, {What::silent}, true},
        {{"slow"}, {What::slow}, true},
        {{"cut", lost}, {What::cut}, true},
        {{"noise", nonsense, true}, {What::noise}, true},
        {{"flipped", anything, true, true}, {What::flipped}, true},
        {{"dropped", nonsense, true, true}, {What::dropped}, true},
        {{"doubled", nonsense, true}, {What::doubled}, true},
        {{"reply_lost", late, true}, {What::reply_lost}},
        {{"reply_doubled"}, {What::reply_doubled}},
        {{"referred",
          {"a referral to `ldap://other.example.com/dc=other` was not followed",
           "; a referral was not followed"}}},
        {{"disconnected", all({lost, of_code(52)})}},
    };
    out[out.size() - 2].wire = {What::replaced, 1, 0, reference_before};
    out.back().wire = {What::replaced, 1, 0, [](const std::string&) { return disconnection(52); }};
    out.back().wire.then_closes = true;
    for (const int code : {1, 3, 4, 8, 11, 50, 51, 52, 53, 80}) {
      out.push_back({{"code " + std::to_string(code), of_code(code)}});
      out.back().wire = {What::replaced, 1, 0, [code](const std::string& message) {
                           return result_instead(message, code, "why");
                         }};
    }
    return out;
  }();
  return list;
}

inline const std::vector<PagedDirectoryFault>& directory_page_faults() {
  using What = PageFault::What;
  using namespace ldap_reasons;
  static const std::vector<PagedDirectoryFault> list = [] {
    const testing::Reasons unsaid = {"whether there are more pages"};
    const testing::Reasons part = {"values came"};
    std::vector<PagedDirectoryFault> out = {
        {{"page_repeated", again}, {What::page_repeated}},
        {{"page_again", again}, {What::page_again}},
        {{"page_skipped", {}, false, true}, {What::page_skipped}},
        {{"page_empty"}, {What::page_empty}},
        {{"pages_endless", again}, {What::pages_endless}},
        {{"empty_endless", {"one page without entries after the other"}}, {What::empty_endless}},
        {{"cookie_garbled", unsaid}, {What::cookie_garbled}},
        {{"cookie_missing", unsaid}, {What::cookie_missing}},
        {{"cookie_early", {}, false, true}, {What::cookie_early}},
        {{"entry_twice", again}, {What::entry_twice}},
        {{"entry_carried", again}, {What::entry_carried}},
        {{"entry_left_out", {}, false, true}, {What::entry_left_out}},
        {{"entry_broken", {"cannot be read"}}, {What::entry_broken}},
        {{"page_referred", {"a referral to `ldap://other.example.com/ou=x"}}, {What::referred}},
        {{"range_repeated", part}, {What::range_repeated}, true},
        {{"range_skipped", part}, {What::range_skipped}, true},
        {{"range_short", part}, {What::range_short}, true},
        {{"range_end_short", {}, false, true}, {What::range_end_short}, true},
        {{"range_twice", part}, {What::range_twice}, true},
        {{"range_absent", part}, {What::range_absent}, true},
    };
    for (const int code : {1, 3, 4, 11, 50, 51, 52, 53, 80}) {
      const std::string name = std::to_string(code);
      out.push_back({{"page code " + name, of_code(code)}, {What::refused, 1, code}});
      out.push_back({{"range code " + name, of_code(code)}, {What::range_refused, 1, code}, true});
    }
    return out;
  }();
  return list;
}

}  // namespace writ
