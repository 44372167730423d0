// overloaded{lambdas…}: one visitor for std::visit out of several lambdas.
#pragma once

namespace writ {

template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
overloaded(Ts...) -> overloaded<Ts...>;

}  // namespace writ
