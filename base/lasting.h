// What a program holds until it ends: giving millions of small blocks back one by one takes longer
// than ending.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace writ {

// Moves the value to where it is never destroyed. For what a command makes once.
template <class T>
T& lasting(T value) {
  static auto& all = *new std::vector<std::unique_ptr<T>>();  // a leak checker finds it
  return *all.emplace_back(std::make_unique<T>(std::move(value)));
}

}  // namespace writ
