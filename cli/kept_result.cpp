#include "cli/kept_result.h"

#include "evaluator/byte_stream.h"
#include "snapshot/store/results.h"

namespace writ {

KeptResult look_up(const std::string& folder, const std::string& key) {
  KeptResult kept{key, std::nullopt, {}};
  if (const auto bytes = read_result(folder, key)) {
    ByteReader in(*bytes);
    in.text(kept.evaluation.name);
    in.number(kept.evaluation.visited);
    in.text(kept.bytes.emplace());
    if (!in.done()) {
      kept.bytes.reset();
    }
  }
  return kept;
}

bool keep(const std::string& folder, const std::string& key, const Evaluation& evaluation,
          const std::string& bytes) {
  ByteWriter out;
  out.text(evaluation.name);
  out.number(evaluation.visited);
  out.text(bytes);
  return keep_result(folder, key, std::move(out).take());
}

}  // namespace writ
