#include "connectors/pointer.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace writ {

namespace {

Result<std::string> unescaped(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      out += token[i];
      continue;
    }
    const char code = i + 1 < token.size() ? token[i + 1] : '\0';
    if (code != '0' && code != '1') {
      return Error{"`~` must be written `~0`, and a `/` inside a name `~1`"};
    }
    out += code == '0' ? '~' : '/';
    ++i;
  }
  return out;
}

Result<PointerStep> pick_step(std::string_view token) {
  const bool all = token.starts_with("[*");
  PointerStep step{all ? PointerStep::Kind::every : PointerStep::Kind::pick, {}, {}, {}};
  const std::size_t begin = all ? 2 : 1;
  const std::size_t equals = token.find('=');
  if (!token.ends_with(']') || equals == std::string_view::npos || equals <= begin) {
    return Error{fmt::format(
        "{} is no choice of an element: write `[name=value]`, or `[*name=value]` for all of them",
        in_backticks(token))};
  }
  std::string_view names = token.substr(begin, equals - begin);
  step.value = token.substr(equals + 1, token.size() - equals - 2);
  for (;;) {
    const std::size_t dot = names.find('.');
    step.names.emplace_back(names.substr(0, dot));
    if (dot == std::string_view::npos) {
      return step;
    }
    names.remove_prefix(dot + 1);
  }
}

Result<PointerStep> parse_step(std::string_view token) {
  auto text = unescaped(token);
  if (!text) {
    return text.error();
  }
  if (*text == "*") {
    return PointerStep{PointerStep::Kind::every, {}, {}, {}};
  }
  if (text->starts_with('[')) {
    return pick_step(*text);
  }
  return PointerStep{PointerStep::Kind::name, *text, {}, {}};
}

Found misfit(std::string_view what, const Value& value) {
  return Found{Found::State::misfit, {}, fmt::format("{} is {}", what, describe(value))};
}

const Value* element(const Value& list, const std::string& index) {
  std::size_t at = 0;
  const char* end = index.data() + index.size();
  const auto [stop, error] = std::from_chars(index.data(), end, at);
  const bool exact = error == std::errc() && stop == end && (index == "0" || index[0] != '0');
  return exact && at < list.items.size() ? &list.items[at] : nullptr;
}

bool is_index(const std::string& name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool picked(const Value& value, const PointerStep& step) {
  const Value* at = &value;
  for (const std::string& name : step.names) {
    at = at == nullptr ? nullptr : at->find(name);
  }
  return at != nullptr && at->scalar() && at->text == step.value;
}

class Walk {
 public:
  explicit Walk(const Pointer& pointer) : steps_(pointer.steps) {}

  Found from(const Value& value, std::size_t i) const {
    if (value.is(Value::Kind::null)) {
      // The list itself is null where its elements are asked for.
      const bool here = i == steps_.size() || steps_[i].kind == PointerStep::Kind::every;
      return Found{here ? Found::State::null : Found::State::missing, {}, {}};
    }
    if (i == steps_.size()) {
      return Found{Found::State::values, {&value}, {}};
    }
    switch (steps_[i].kind) {
      case PointerStep::Kind::name:
        return name(value, i);
      case PointerStep::Kind::every:
        return every(value, i);
      case PointerStep::Kind::pick:
        return pick(value, i);
    }
    return {};
  }

 private:
  std::string before(std::size_t i) const {
    return i == 0 ? "the record"
                  : in_backticks(steps_[i - 1].name.empty() ? "the element" : steps_[i - 1].name);
  }

  Found name(const Value& value, std::size_t i) const {
    const std::string& name = steps_[i].name;
    const bool into_list = value.is(Value::Kind::list) && is_index(name);
    if (!into_list && !value.is(Value::Kind::object)) {
      return misfit(before(i), value);
    }
    const Value* next = into_list ? element(value, name) : value.find(name);
    return next == nullptr ? Found{} : from(*next, i + 1);
  }

  Found every(const Value& value, std::size_t i) const {
    if (!value.is(Value::Kind::list)) {
      return misfit(before(i), value);
    }
    Found out{Found::State::values, {}, {}};
    for (const Value& item : value.items) {
      if (!steps_[i].names.empty() && !picked(item, steps_[i])) {
        continue;
      }
      Found found = from(item, i + 1);
      if (found.state == Found::State::several || found.state == Found::State::misfit) {
        return found;
      }
      if (found.state != Found::State::values) {
        out.values.push_back(nullptr);
      }
      out.values.insert(out.values.end(), found.values.begin(), found.values.end());
    }
    return out;
  }

  Found pick(const Value& value, std::size_t i) const {
    if (!value.is(Value::Kind::list)) {
      return misfit(before(i), value);
    }
    const Value* chosen = nullptr;
    for (const Value& item : value.items) {
      if (!picked(item, steps_[i])) {
        continue;
      }
      if (chosen != nullptr) {
        return Found{Found::State::several,
                     {},
                     fmt::format("several elements of {} have {}", before(i),
                                 in_backticks(fmt::format("{}={}", fmt::join(steps_[i].names, "."),
                                                          steps_[i].value)))};
      }
      chosen = &item;
    }
    return chosen == nullptr ? Found{} : from(*chosen, i + 1);
  }

  const std::vector<PointerStep>& steps_;
};

}  // namespace

const Value* Value::find(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

std::string_view describe(const Value& value) {
  switch (value.kind) {
    case Value::Kind::null:
      return "null";
    case Value::Kind::boolean:
      return "true or false";
    case Value::Kind::number:
      return "a number";
    case Value::Kind::text:
      return "text";
    case Value::Kind::list:
      return "a list";
    case Value::Kind::object:
      return "an object";
  }
  return "";
}

bool Pointer::maps() const {
  return std::any_of(steps.begin(), steps.end(),
                     [](const PointerStep& step) { return step.kind == PointerStep::Kind::every; });
}

Result<Pointer> parse_pointer(std::string_view text) {
  Pointer pointer;
  if (!text.empty() && !text.starts_with('/')) {
    return Error{fmt::format("a pointer begins with `/`: `/{}`", text)};
  }
  while (!text.empty()) {
    text.remove_prefix(1);
    const std::size_t slash = std::min(text.find('/'), text.size());
    auto step = parse_step(text.substr(0, slash));
    if (!step) {
      return step.error();
    }
    pointer.steps.push_back(std::move(*step));
    text.remove_prefix(slash);
  }
  return pointer;
}

Pointer pointer_to_key(std::string_view key) {
  return Pointer{{PointerStep{PointerStep::Kind::name, std::string(key), {}, {}}}};
}

Found follow(const Pointer& pointer, const Value& document) {
  return Walk(pointer).from(document, 0);
}

}  // namespace writ
