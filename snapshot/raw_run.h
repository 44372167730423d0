// RawRun: a growing run of plain values that are not set until they are written: large arrays are
// filled by several threads, which then also meet their pages first.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <type_traits>
#include <utility>

#include "base/ensure.h"
#include "base/huge_pages.h"
#include "snapshot/array.h"

namespace writ {

template <class T>
class RawRun {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  RawRun() = default;
  RawRun(RawRun&& other) noexcept
      : data_(std::move(other.data_)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  RawRun& operator=(RawRun&& other) noexcept {
    data_ = std::move(other.data_);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }
  explicit RawRun(std::size_t size) { resize(size); }

  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  std::size_t size() const { return size_; }
  T& operator[](std::size_t i) { return data_.get()[i]; }
  const T& operator[](std::size_t i) const { return data_.get()[i]; }

  T* begin() { return data(); }
  T* end() { return data() + size_; }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size_; }
  std::size_t capacity() const { return capacity_; }
  bool empty() const { return size_ == 0; }
  const T& back() const { return data()[size_ - 1]; }

  // New values are not set.
  void resize(std::size_t size) {
    reserve(size);
    size_ = size;
  }
  void reserve(std::size_t capacity) {
    if (capacity > capacity_) {
      grow(capacity_ == 0 ? capacity : std::max(capacity, capacity_ + capacity_ / 4));
    }
  }
  void push_back(T value) {
    if (size_ == capacity_) {
      grow(capacity_ + capacity_ / 2 + 16);
    }
    data()[size_++] = value;
  }
  void pop_back() { --size_; }

  Array<T> finish() && {
    const T* data = data_.get();
    const std::size_t size = size_;
    std::shared_ptr<const void> owner(data_.release(), std::free);
    return size == 0 ? Array<T>() : Array<T>(data, size, std::move(owner));
  }

 private:
  void grow(std::size_t capacity) {
    void* moved = std::realloc(data_.release(), capacity * sizeof(T));  // NOLINT: see above
    ENSURE(moved != nullptr);
    prefer_huge_pages(moved, capacity * sizeof(T));
    data_.reset(static_cast<T*>(moved));
    capacity_ = capacity;
  }

  struct Free {
    void operator()(T* data) const { std::free(data); }  // NOLINT: from realloc
  };
  std::unique_ptr<T, Free> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace writ
