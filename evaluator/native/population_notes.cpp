// What left the population on the way, summed up and told.
#include "evaluator/native/population.h"
#include "evaluator/wording.h"

namespace writ::native {

void Departures::add(const Departures& other) {
  for (std::size_t i = 0; i < partnered.size(); ++i) {
    for (const auto& [value, any] : other.partnered[i]) {
      bool& known = partnered[i][value];
      known = known || any;
    }
    for (std::size_t k = 0; k < set_aside[i].size(); ++k) {
      set_aside[i][k].insert(other.set_aside[i][k].begin(), other.set_aside[i][k].end());
    }
  }
  incomplete.insert(other.incomplete.begin(), other.incomplete.end());
}

Departures Population::nothing_yet() const {
  Departures none;
  for (const PlanBinding* clause : fors_) {
    none.partnered.emplace_back();
    none.set_aside.emplace_back(clause->where.size());
  }
  return none;
}

std::vector<PopulationNote> Population::notes(const Departures& departures,
                                              std::uint64_t more_alone) const {
  std::vector<PopulationNote> notes;
  const auto name = [](const PlanBinding& binding) {
    return binding.relation.empty() ? binding.collection_text : binding.relation.text();
  };
  for (std::size_t i = 0; i < fors_.size(); ++i) {
    const PlanBinding& clause = *fors_[i];
    for (std::size_t k = 0; k < clause.where.size(); ++k) {
      const auto rows = static_cast<std::uint64_t>(departures.set_aside[i][k].size());
      if (rows > 0) {
        notes.push_back(set_aside_note(rows, name(clause), clause.variable, clause.texts[k]));
      }
    }
    std::uint64_t alone = i == 0 ? more_alone : 0;
    for (const auto& [value, partnered] : departures.partnered[i]) {
      alone += partnered ? 0 : 1;
    }
    if (alone > 0) {
      const PlanBinding& next = *fors_[i + 1];
      notes.push_back(
          no_partner_note(alone, name(clause), clause.variable, name(next), next.variable));
    }
  }
  return notes;
}

}  // namespace writ::native
