// Array: a run of plain values that is read, wherever it lies: in memory of its own or in a mapped
// file. Copies share the values.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "base/ensure.h"

namespace writ {

template <class T>
class Array {
 public:
  Array() = default;
  Array(std::vector<T> values)  // NOLINT: converts on purpose
      : owned_(std::make_shared<std::vector<T>>(std::move(values))) {
    look();
  }
  // `size` values at `data`, which `owner` keeps alive.
  Array(const T* data, std::size_t size, std::shared_ptr<const void> owner)
      : data_(data), size_(size), owner_(std::move(owner)) {}

  const T* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T& operator[](std::size_t i) const {
    ENSURE(i < size_);
    return data_[i];
  }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }

  // The values as a vector that may grow; look() must follow. Values that others own are copied.
  // REQUIRES: no copy of this array is in use.
  std::vector<T>& edit() {
    if (owned_ == nullptr) {
      owned_ = std::make_shared<std::vector<T>>(begin(), end());
      owner_.reset();
    }
    return *owned_;
  }
  void look() {
    data_ = owned_->data();
    size_ = owned_->size();
  }

 private:
  const T* data_ = nullptr;
  std::size_t size_ = 0;
  std::shared_ptr<std::vector<T>> owned_;
  std::shared_ptr<const void> owner_;
};

}  // namespace writ
