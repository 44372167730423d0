#include "connectors/json_tokens.h"

#include <simdjson.h>

#include "base/ensure.h"

namespace writ {

// The interface below simdjson's parsers, which its header marks as its own: checked when another
// version than Debian's 3.0 is built against.
struct JsonTokens::Parser {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stages;
};

JsonTokens::JsonTokens() : parser_(std::make_unique<Parser>()) {
  const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
      0, simdjson::DEFAULT_MAX_DEPTH, parser_->stages);
  ENSURE(error == simdjson::SUCCESS);
}

JsonTokens::~JsonTokens() = default;

bool JsonTokens::find(std::string_view text) {
  auto& stages = *parser_->stages;
  if (stages.capacity() < text.size()) {
    ENSURE(stages.set_capacity(text.size() + text.size() / 8) == simdjson::SUCCESS);
  }
  return !text.empty() &&
         stages.stage1(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                       simdjson::stage1_mode::regular) == simdjson::SUCCESS;
}

const std::uint32_t* JsonTokens::begin() const {
  return parser_->stages->structural_indexes.get();
}

const std::uint32_t* JsonTokens::end() const {
  return begin() + parser_->stages->n_structural_indexes;
}

bool valid_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace writ
