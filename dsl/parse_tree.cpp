#include "dsl/parse_tree.h"

#include "dsl/grammar.h"

namespace writ {

namespace {

namespace peg = tao::pegtl;

// Collects nodes bottom-up. What a rule had collected is dropped again when the rule fails, so
// backtracking leaves nothing.
struct Collector : grammar::Depth {
  std::uint32_t offset = 0;  // of the input in the whole text
  std::vector<Tree> pending;
  std::vector<std::pair<std::size_t, std::size_t>> frames;  // pending.size(), byte
};

template <class Rule>
concept is_node = requires {
  Rule::kind;
};
template <class Rule>
concept has_text = requires {
  Rule::expected;
};

struct Raised {
  std::size_t offset;
  const char* expected;
};

template <class Rule>
struct control : peg::normal<Rule> {
  template <class Input>
  static void start(const Input& in, Collector& collector) {
    collector.frames.emplace_back(collector.pending.size(), in.byte());
  }

  template <class Input>
  static void success(const Input& in, Collector& collector) {
    const auto [size, byte] = collector.frames.back();
    collector.frames.pop_back();
    if constexpr (is_node<Rule>) {
      Tree node{.kind = Rule::kind,
                .begin = collector.offset + static_cast<std::uint32_t>(byte),
                .end = collector.offset + static_cast<std::uint32_t>(in.byte()),
                .children = {}};
      const auto first = collector.pending.begin() + static_cast<std::ptrdiff_t>(size);
      node.children.assign(std::make_move_iterator(first),
                           std::make_move_iterator(collector.pending.end()));
      collector.pending.resize(size);
      collector.pending.push_back(std::move(node));
    }
  }

  template <class Input>
  static void failure(const Input&, Collector& collector) {
    collector.pending.resize(collector.frames.back().first);
    collector.frames.pop_back();
  }

  template <class Input>
  [[noreturn]] static void raise(const Input& in, Collector&) {
    static_assert(has_text<Rule>,
                  "a rule behind a commit point says in EXPECTED what should stand there");
    throw Raised{in.byte(), Rule::expected};
  }
};

template <class Rule>
ParsedTree run(std::string_view text, std::size_t begin, std::size_t end) {
  ParsedTree result;
  Collector collector;
  collector.offset = static_cast<std::uint32_t>(begin);
  peg::memory_input<peg::tracking_mode::eager, peg::eol::lf_crlf, const char*> in(
      text.data() + begin, text.data() + end, "");
  try {
    peg::parse<Rule, peg::nothing, control>(in, collector);
  } catch (const Raised& fault) {
    result.fault = {begin, begin + fault.offset, fault.expected,
                    std::string_view(fault.expected) == grammar::text_end::expected};
    result.read = std::move(collector.pending);
    return result;
  } catch (const grammar::TooDeep& fault) {
    result.fault = {begin, begin + fault.offset, "", false};
    return result;
  }
  result.end = begin + in.byte();
  result.tree = Tree{.kind = TreeKind::root,
                     .begin = static_cast<std::uint32_t>(begin),
                     .end = static_cast<std::uint32_t>(result.end),
                     .children = std::move(collector.pending)};
  return result;
}

}  // namespace

ParsedTree parse_tree(std::string_view text, std::size_t begin, std::size_t end, Entry entry) {
  switch (entry) {
    case Entry::declaration:
      return run<grammar::declaration_only>(text, begin, end);
    case Entry::expression:
      return run<grammar::expression_only>(text, begin, end);
    case Entry::query:
      return run<grammar::query_only>(text, begin, end);
    case Entry::rest_of_policy:
      return run<grammar::policy_rest_only>(text, begin, end);
    case Entry::rest_of_test:
      return run<grammar::test_rest_only>(text, begin, end);
  }
  return {};
}

std::size_t skip_trivia(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (text[at] == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else if (text[at] == ' ' || (text[at] >= '\t' && text[at] <= '\r')) {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

}  // namespace writ
