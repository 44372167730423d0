// Which network addresses a source may be asked at. A project file names hosts; whoever controls
// the name decides where it leads, so what counts is the address that it was resolved to.
#pragma once

#include <sys/socket.h>

#include <string>

namespace writ {

// What is special about the address: "loopback", "private", "link-local" (where clouds keep the
// credentials of their machines, 169.254.169.254), "carrier-grade NAT", "multicast", "reserved",
// "unspecified"; also where IPv6 wraps such an IPv4 address. Empty for an address of the public
// Internet, as the IANA special-purpose registries (RFC 6890) leave it.
std::string special_address(const sockaddr& address);

// The same for an address as text; "reserved" where the text is none.
std::string special_address(const std::string& text);

// As text, without a port; "?" where it is no IP address.
std::string address_text(const sockaddr& address);

}  // namespace writ
