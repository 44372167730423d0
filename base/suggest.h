// Did-you-mean: the nearest of some names, by Damerau-Levenshtein distance (one swap of neighbours
// counts one), ignoring ASCII case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace writ {

// The edit distance, or limit + 1 where it is more than limit.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

// The nearest candidate within max(1, length / 3) edits; the first of equals; empty if none is near.
// A name of more than 128 characters is near to nothing.
std::string nearest(std::string_view name, const std::vector<std::string>& candidates);

// "did you mean `x`?", or "" where nothing is near.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace writ
