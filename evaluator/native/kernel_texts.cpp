// Tests of what texts say, not only which they are.
#include <algorithm>
#include <atomic>
#include <bit>

#include "base/bytes.h"
#include "base/email.h"
#include "base/text.h"
#include "evaluator/native/kernel_maker.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

using Bin = ast::BinaryOp;

// A test of texts, tried once for each text.
class TextTest final : public TruthKernel {
 public:
  using Predicate = std::function<bool(std::string_view)>;
  TextTest(const Engine& engine, const Texts& texts, NumberRef text, Predicate predicate)
      : engine_(engine),
        texts_(texts),
        text_(std::move(text)),
        predicate_(std::move(predicate)),
        known_(new std::atomic<std::uint8_t>[texts.size()]()) {}

  void test(const Batch& batch, std::uint8_t* out) const override {
    Numbers numbers(batch.n);
    text_->read(batch, numbers);
    ask_new(numbers, batch.n);
    for (std::size_t i = 0; i < batch.n; ++i) {
      out[i] = numbers.mark[i] == Mark::known ? of(static_cast<TextId>(numbers.value[i])) : may_both;
    }
  }

 private:
  // Tries the texts that are new, fetched some ahead.
  void ask_new(const Numbers& numbers, std::size_t n) const {
    constexpr std::size_t ahead = 16;
    Pooled<TextId> fresh(n);
    std::size_t count = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const auto id = static_cast<TextId>(numbers.value.data()[i]);
      fresh.data()[count] = id;
      count += numbers.mark.data()[i] == Mark::known && id < texts_.size() &&
                       known_[id].load(std::memory_order_relaxed) == 0
                   ? 1
                   : 0;
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (i + 2 * ahead < count) {
        texts_.fetch_place(fresh[i + 2 * ahead]);
        texts_.fetch(fresh[i + ahead]);
      }
      of(fresh[i]);
    }
  }
  std::uint8_t of(TextId id) const {
    if (id >= texts_.size()) {
      return as_bits(predicate_(engine_.texts.at(id)));
    }
    std::uint8_t bits = known_[id].load(std::memory_order_relaxed);
    if (bits == 0) {
      bits = as_bits(predicate_(engine_.texts.at(id)));
      known_[id].store(bits, std::memory_order_relaxed);
    }
    return bits;
  }

  const Engine& engine_;
  const Texts& texts_;
  NumberRef text_;
  Predicate predicate_;
  std::unique_ptr<std::atomic<std::uint8_t>[]> known_;
};

// The texts of a set of them.
std::optional<std::vector<std::string>> texts_of(const Engine& engine, const Val& value) {
  if (value.tag != Tag::set || !value.set().closed()) {
    return std::nullopt;
  }
  std::vector<std::string> texts;
  for (const Val& member : value.set().certain) {
    if (member.tag != Tag::text) {
      return std::nullopt;
    }
    texts.emplace_back(engine.texts.at(static_cast<TextId>(member.a)));
  }
  return texts;
}

// Few texts, looked up by hash.
class TextSet {
 public:
  explicit TextSet(std::vector<std::string> texts)
      : texts_(std::move(texts)), places_(std::bit_ceil(4 * texts_.size() + 4)) {
    for (const std::string& text : texts_) {
      places_[place_of(text)] = static_cast<std::uint32_t>(&text - texts_.data()) + 1;
    }
  }
  bool contains(std::string_view text) const { return places_[place_of(text)] != 0; }

 private:
  // Where the text is, or the free place where it belongs.
  std::size_t place_of(std::string_view text) const {
    std::size_t at = text_hash(text) & (places_.size() - 1);
    while (places_.data()[at] != 0 && !same_text(texts_.data()[places_.data()[at] - 1], text)) {
      at = (at + 1) & (places_.size() - 1);
    }
    return at;
  }

  std::vector<std::string> texts_;
  std::vector<std::uint32_t> places_;  // number + 1, or 0
};

}  // namespace

// `domain(address) in` a set that is the same for all.
TruthRef KernelMaker::among_domains(NodeRef of, const Val& set) {
  NumberRef address = number(of);
  const auto domains = texts_of(ctx_.engine(), set);
  if (address == nullptr || address->of.tag != Tag::email || !domains) {
    return nullptr;
  }
  return std::make_unique<TextTest>(ctx_.engine(), *ctx_.world.snapshot.texts, std::move(address),
                                    [domains = TextSet(*domains)](std::string_view text) {
                                      return domains.contains(email_domain(text));
                                    });
}

TruthRef KernelMaker::text_test(NodeRef left, const Step& step) {
  const auto part = constant(step.right);
  NumberRef text = part && part->tag == Tag::text ? number(left) : nullptr;
  if (text == nullptr || (text->of.tag != Tag::text && text->of.tag != Tag::email)) {
    return nullptr;
  }
  std::string sought(ctx_.engine().texts.at(static_cast<TextId>(part->a)));
  if (text->of.tag == Tag::email) {
    sought = ascii_lower(sought);
  }
  return std::make_unique<TextTest>(
      ctx_.engine(), *ctx_.world.snapshot.texts, std::move(text),
      [sought, op = step.op](std::string_view whole) {
        return op == Bin::starts_with ? whole.starts_with(sought)
               : op == Bin::ends_with ? whole.ends_with(sought)
                                      : whole.find(sought) != std::string_view::npos;
      });
}

}  // namespace writ::native
