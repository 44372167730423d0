#include "snapshot/text_builder.h"

#include <algorithm>
#include <limits>

#include "base/bytes.h"
#include "base/ensure.h"
#include "base/parallel.h"

namespace writ {

namespace {

constexpr std::size_t first_places = 16;
constexpr std::size_t in_flight = 32;  // texts whose places are fetched before the first is read

}  // namespace

TextBuilder::TextBuilder() : parts_(text_parts), shift_(text_parts) {
  offsets_.resize(1);
  offsets_[0] = 0;
}

// Where the place of a text most likely is: that of its hash, or one that is near.
const char* TextBuilder::likely(const Part& part, std::uint32_t hash) const {
  const std::size_t mask = part.places.size() - 1;
  const Place* places = part.places.data();
  std::size_t at = hash & mask;
  while (places[at].text != 0 && places[at].hash != hash) {
    at = (at + 1) & mask;
  }
  const TextId id = places[at].text - 1;
  return places[at].text == 0 || id >= size() ? nullptr
                                              : reinterpret_cast<const char*>(offsets_.data() + id);
}

TextId TextBuilder::find(Part& part, std::uint32_t hash, std::string_view text) {
  const std::size_t mask = part.places.size() - 1;
  Place* places = part.places.data();
  const auto known = static_cast<TextId>(size());
  std::size_t at = hash & mask;
  for (; places[at].text != 0; at = (at + 1) & mask) {
    const TextId id = places[at].text - 1;
    if (places[at].hash == hash &&
        same_text(id < known ? this->at(id) : part.fresh[id - known], text)) {
      return id;
    }
  }
  const auto id = static_cast<TextId>(known + part.fresh.size());
  part.fresh.push_back(text);
  part.fresh_bytes += text.size();
  places[at] = {hash, id + 1};
  ++part.used;
  return id;
}

// The texts of the parts first, first + step, …
void TextBuilder::take(const std::vector<TextBatch*>& batches, std::size_t first,
                       std::size_t step) {
  const auto grow = [](Part& part) {
    const RawRun<Place> old = std::move(part.places);
    part.places = RawRun<Place>(std::max(first_places, old.size() * 2));
    std::fill(part.places.begin(), part.places.end(), Place{});
    const std::size_t mask = part.places.size() - 1;
    for (const Place& place : old) {
      if (place.text != 0) {
        std::size_t at = place.hash & mask;
        while (part.places[at].text != 0) {
          at = (at + 1) & mask;
        }
        part.places[at] = place;
      }
    }
  };
  RawRun<TextBatch::Index> mine;
  for (TextBatch* batch : batches) {
    const std::uint64_t* hashes = batch->hashes().data();
    const std::size_t texts = batch->size();
    mine.resize(texts + 1);
    std::size_t count = 0;
    for (std::size_t i = 0; i < texts; ++i) {
      mine[count] = static_cast<TextBatch::Index>(i);
      count += text_part(hashes[i]) % step == first ? 1 : 0;
    }
    for (std::size_t begin = 0; begin < count; begin += in_flight) {
      const std::size_t end = std::min(begin + in_flight, count);
      for (std::size_t i = begin; i < end; ++i) {
        Part& part = parts_[text_part(hashes[mine[i]])];
        while ((part.used + in_flight) * 4 > part.places.size() * 3) {
          grow(part);
        }
        const auto hash = static_cast<std::uint32_t>(hashes[mine[i]]);
        __builtin_prefetch(part.places.data() + (hash & (part.places.size() - 1)), 1);
      }
      const char* offsets[in_flight];
      for (std::size_t i = begin; i < end; ++i) {
        const std::uint64_t hash = hashes[mine[i]];
        offsets[i - begin] = likely(parts_[text_part(hash)], static_cast<std::uint32_t>(hash));
        __builtin_prefetch(offsets[i - begin]);
      }
      for (std::size_t i = begin; i < end; ++i) {
        if (offsets[i - begin] != nullptr) {
          __builtin_prefetch(bytes_.data() + word_at<std::uint64_t>(offsets[i - begin]));
        }
      }
      for (std::size_t i = begin; i < end; ++i) {
        const TextBatch::Index index = mine[i];
        batch->ids[index] = find(parts_[text_part(hashes[index])],
                                 static_cast<std::uint32_t>(hashes[index]), batch->at(index));
      }
    }
  }
}

// Gives the fresh texts of each part their own numbers, behind those of the parts before it.
void TextBuilder::keep_fresh(std::size_t threads) {
  const std::size_t known = size();
  std::vector<std::uint64_t> begins(text_parts);
  std::size_t count = 0;
  std::uint64_t bytes = offsets_[known];
  for (std::size_t i = 0; i < text_parts; ++i) {
    shift_[i] = static_cast<TextId>(count);
    begins[i] = bytes;
    count += parts_[i].fresh.size();
    bytes += parts_[i].fresh_bytes;
  }
  ENSURE(known + count < std::numeric_limits<TextId>::max() - 1);
  offsets_.resize(known + count + 1);
  bytes_.resize(bytes);
  offsets_[known + count] = bytes;
  parallel(threads, text_parts, [&](std::size_t i, std::size_t) {
    Part& part = parts_[i];
    std::uint64_t at = begins[i];
    std::size_t id = known + shift_[i];
    for (const std::string_view text : part.fresh) {
      offsets_[id++] = at;
      copy_bytes(bytes_.data() + at, text.data(), text.size());
      at += text.size();
    }
    if (!part.fresh.empty()) {
      for (Place& place : part.places) {
        place.text += place.text > known ? shift_[i] : 0;
      }
    }
    part.fresh = {};
    part.fresh_bytes = 0;
  });
}

void TextBuilder::add(const std::vector<TextBatch*>& batches, std::size_t threads) {
  const auto known = static_cast<TextId>(size());
  for (TextBatch* batch : batches) {
    batch->ids.resize(batch->size());
  }
  const std::size_t step = std::min(std::max<std::size_t>(threads, 1), text_parts);
  parallel(step, step, [&](std::size_t first, std::size_t) { take(batches, first, step); });
  keep_fresh(threads);
  parallel(threads, batches.size(), [&](std::size_t i, std::size_t) {
    TextBatch& batch = *batches[i];
    const std::uint64_t* hashes = batch.hashes().data();
    const TextId* shift = shift_.data();
    for (std::size_t j = 0; j < batch.ids.size(); ++j) {
      batch.ids[j] += batch.ids[j] >= known ? shift[text_part(hashes[j])] : 0;
    }
  });
}

Texts TextBuilder::finish(std::size_t threads) && {
  std::vector<RawRun<Place>> parts;
  for (Part& part : parts_) {
    parts.push_back(std::move(part.places));
  }
  parts_.clear();
  auto index = std::make_shared<const TextIndex>(std::move(parts), size(), threads);
  return Texts(std::move(offsets_).finish(), std::move(bytes_).finish(), std::move(index));
}

}  // namespace writ
