#include "evaluator/near_persons.h"

#include <algorithm>

#include "base/email.h"
#include "base/text.h"

namespace writ {
namespace {

constexpr std::size_t most_persons = 3;
// A shorter name or number is near to too many.
constexpr std::size_t least_local = 3;

std::string without_tag(const std::string& canonical) {
  const std::string local(email_local(canonical));
  return local.substr(0, local.find('+')) + "@" + std::string(email_domain(canonical));
}

// "E00042" -> "42"; empty where nothing is left, or it is no number.
std::string bare_number(const std::string& text) {
  const std::string_view trimmed = trim(text);
  std::size_t at = trimmed.find_first_of("0123456789");
  at = at == std::string_view::npos ? at : trimmed.find_first_not_of('0', at);
  if (at == std::string_view::npos ||
      trimmed.find_first_not_of("0123456789", at) != std::string_view::npos) {
    return {};
  }
  return std::string(trimmed.substr(at));
}

// The text itself, and every one that lacks one of its characters: two texts that are one typing
// mistake apart share one of them.
std::set<std::string> with_one_missing(const std::string& text) {
  std::set<std::string> texts = {text};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = code_point_at(text, at).bytes;
    texts.insert(text.substr(0, at) + text.substr(at + bytes));
    at += bytes;
  }
  return texts;
}

bool is_placeholder(const Email& address) {
  static const std::set<std::string, std::less<>> names = {
      "noreply", "no-reply", "donotreply", "do-not-reply", "none", "nobody", "unknown"};
  return names.count(email_local(address.canonical)) != 0;
}

// As it was collected, the key of the person that is in one of the places.
std::string value_in(const PersonKeys& keys, const std::set<std::string>& wanted, bool number) {
  for (const Email& address : keys.addresses) {
    std::set<std::string> texts = with_one_missing(address.canonical);
    texts.insert(std::string(email_local(address.canonical)));
    if (!number && std::any_of(texts.begin(), texts.end(),
                               [&](const std::string& text) { return wanted.contains(text); })) {
      return address.collected;
    }
  }
  for (const std::string& text : keys.texts) {
    if (number && wanted.contains(bare_number(text))) {
      return text;
    }
  }
  return keys.addresses.empty() ? std::string() : keys.addresses.front().collected;
}

}  // namespace

NearIndex::NearIndex(const std::vector<PersonKeys>& keys) : keys_(keys) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (const Email& address : keys[i].addresses) {
      addresses_[address.canonical].insert(i);
      skeletons_[confusable_skeleton(address.canonical)].insert(i);
      locals_[std::string(email_local(address.canonical))].insert(i);
      for (const std::string& text : with_one_missing(address.canonical)) {
        shortened_[text].insert(i);
      }
    }
    for (const std::string& text : keys[i].texts) {
      if (const std::string number = bare_number(text); !number.empty()) {
        numbers_[number].insert(i);
      }
    }
  }
}

std::optional<NearPersons> NearIndex::named(const Places& places,
                                            const std::set<std::string>& wanted,
                                            std::string how) const {
  std::set<std::size_t> found;
  for (const std::string& text : wanted) {
    if (const auto place = places.find(text); place != places.end()) {
      found.insert(place->second.begin(), place->second.end());
    }
  }
  if (found.empty() || found.size() > most_persons) {
    return std::nullopt;
  }
  NearPersons near{std::move(how), {}};
  for (const std::size_t i : found) {
    near.persons.push_back({keys_[i].key, value_in(keys_[i], wanted, &places == &numbers_)});
  }
  return near;
}

std::optional<NearPersons> NearIndex::find(const AccountLink& link) const {
  std::set<std::string> untagged;
  std::set<std::string> locals;
  std::set<std::string> numbers;
  std::set<std::string> mistyped;
  for (const Email& address : link.addresses) {
    if (is_placeholder(address)) {
      continue;
    }
    untagged.insert(without_tag(address.canonical));
    if (const std::string local(email_local(address.canonical)); local.size() >= least_local) {
      locals.insert(local);
    }
    mistyped.merge(with_one_missing(address.canonical));
  }
  for (const std::string& text : link.texts) {
    if (const std::string number = bare_number(text); !number.empty()) {
      numbers.insert(number);
    }
  }
  if (auto near = named(addresses_, untagged, "the same address without its tag")) {
    return near;
  }
  if (auto near = named(numbers_, numbers, "the same number but for zeros and letters in front")) {
    return near;
  }
  if (auto near = named(locals_, locals, "the same name at another domain")) {
    return near;
  }
  return named(shortened_, mistyped, "one typing mistake apart");
}

std::vector<std::size_t> NearIndex::looking_like(const std::string& skeleton) const {
  const auto place = skeletons_.find(skeleton);
  return place == skeletons_.end()
             ? std::vector<std::size_t>()
             : std::vector<std::size_t>(place->second.begin(), place->second.end());
}

}  // namespace writ
