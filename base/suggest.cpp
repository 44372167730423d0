#include "base/suggest.h"

#include <algorithm>

#include "base/text.h"

namespace writ {
namespace {

// Past this many code points nobody mistypes a name; it bounds the work that hostile input can
// cause.
constexpr std::size_t longest_name = 128;

std::u32string folded(std::string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    const bool upper = c.value >= U'A' && c.value <= U'Z';
    out.push_back(upper ? c.value - U'A' + U'a' : c.value);
    at += c.bytes;
  }
  return out;
}

// Three rows of the optimal-string-alignment matrix, given up once a whole row exceeds the limit.
std::size_t distance(const std::u32string& a, const std::u32string& b, std::size_t limit) {
  const std::size_t longer = std::max(a.size(), b.size());
  const std::size_t shorter = std::min(a.size(), b.size());
  if (longer - shorter > limit) {
    return limit + 1;
  }
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    last[j] = j;
  }
  std::size_t best_of_last = 0;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    std::size_t best = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
      best = std::min(best, row[j]);
    }
    // A swap reaches back two rows, so both must be past the limit.
    if (best > limit && best_of_last > limit) {
      return limit + 1;
    }
    best_of_last = best;
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return std::min(last[b.size()], limit + 1);
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  return distance(folded(a), folded(b), limit);
}

std::string nearest(std::string_view name, const std::vector<std::string>& candidates) {
  if (name.empty() || name.size() > 4 * longest_name) {
    return {};
  }
  const std::u32string wanted = folded(name);
  if (wanted.size() > longest_name) {
    return {};
  }
  const std::string* best = nullptr;
  std::size_t limit = std::max<std::size_t>(1, wanted.size() / 3);
  for (const std::string& candidate : candidates) {
    if (candidate.size() > 8 * longest_name) {
      continue;
    }
    const std::size_t edits = distance(wanted, folded(candidate), limit);
    if (edits > limit) {
      continue;
    }
    best = &candidate;
    if (edits == 0) {
      break;
    }
    limit = edits - 1;  // from here on only a nearer one wins
  }
  return best == nullptr ? std::string() : *best;
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates) {
  const std::string found = nearest(name, candidates);
  return found.empty() ? found : "did you mean `" + found + "`?";
}

}  // namespace writ
