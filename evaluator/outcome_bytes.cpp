// Each record's parts are listed once, for ByteWriter and ByteReader alike.
#include "evaluator/outcome_bytes.h"

#include <limits>

#include "evaluator/byte_stream.h"

namespace writ {
namespace {

template <class Io, class T>
using Part = typename Io::template Part<T>;

template <class Io>
void texts(Io& io, Part<Io, std::vector<std::string>> items) {
  io.list(items, [&](auto& item) { io.shared(item); });
}

template <class Io>
void pass(Io& io, Part<Io, Reason> reason) {
  io.choice(reason.kind, ReasonKind::not_due);
  io.shared(reason.table);
  io.text(reason.key);
  io.shared(reason.column);
  io.shared(reason.note);
  io.maybe(reason.due, [&](auto& due) { io.number(due.micros); });
}

template <class Io>
void pass(Io& io, Part<Io, Because> because) {
  io.name(because.clause);
  io.number(because.line);
  io.name(because.text);
  io.name(because.value);
}

// Most witnesses are the subject's own rows: their keys stand there already.
void key_of(ByteWriter& io, const Subject& subject, const std::string& key) {
  std::size_t part = 0;
  while (part < subject.size() && subject[part].key != key) {
    ++part;
  }
  const bool own = part < subject.size();
  io.number(own ? part + 1 : 0);
  if (!own) {
    io.text(key);
  }
}
void key_of(ByteReader& io, const Subject& subject, std::string& key) {
  std::size_t part = 0;
  io.choice(part, subject.size());
  if (part == 0) {
    io.text(key);
  } else {
    key = subject[part - 1].key;
  }
}

template <class Io>
void pass(Io& io, Part<Io, Finding> finding) {
  io.choice(finding.verdict, Verdict::compliant);
  io.list(finding.subject, [&](auto& part) {
    io.name(part.variable);
    io.name(part.table);
    io.text(part.key);
    io.choice(part.open, true);
  });
  io.whole(finding.fingerprint);
  io.text(finding.message);
  io.text(finding.remedy);
  io.list(finding.reasons, [&](auto& reason) { pass(io, reason); });
  io.choice(finding.more_reasons, true);
  io.maybe(finding.due, [&](auto& due) { io.number(due.micros); });
  io.list(finding.because, [&](auto& because) { pass(io, because); });
  io.list(finding.witnesses, [&](auto& witness) {
    io.name(witness.table);
    key_of(io, finding.subject, witness.key);
    io.name(witness.source);
    io.number(witness.record);
  });
}

template <class Io>
void pass(Io& io, Part<Io, Counts> counts) {
  io.number(counts.subjects);
  io.number(counts.violation);
  io.number(counts.unknown);
  io.number(counts.pending);
  io.number(counts.waived);
  io.number(counts.compliant);
}

template <class Io>
void pass(Io& io, Part<Io, std::optional<Cost>> cost) {
  io.maybe(cost, [&](auto& value) {
    io.number(value.amount.millionths);
    io.text(value.unit);
  });
}

template <class Io>
void pass(Io& io, Part<Io, PolicyOutcome> policy) {
  io.text(policy.name);
  io.text(policy.title);
  io.text(policy.description);
  io.text(policy.owner);
  io.number(policy.line);
  io.choice(policy.severity, PolicySeverity::critical);
  io.list(policy.controls, [&](auto& control) {
    io.shared(control.framework);
    io.text(control.id);
  });
  texts(io, policy.tags);
  io.choice(policy.status, Status::vacuous);
  io.choice(policy.vacuous, true);
  texts(io, policy.incomplete);
  pass(io, policy.counts);
  io.list(policy.notes, [&](auto& note) {
    io.text(note.text);
    io.number(note.rows);
  });
  texts(io, policy.tables);
  texts(io, policy.sources_covered);
  texts(io, policy.sources_not_covered);
  pass(io, policy.cost);
  pass(io, policy.total_cost);
  io.list(policy.findings, [&](auto& finding) { pass(io, finding); });
  io.number(policy.unlisted);
}

template <class Io>
void pass(Io& io, Part<Io, Outcome> outcome) {
  io.list(outcome.tables, [&](auto& table) {
    io.text(table.table);
    io.number(table.rows);
    texts(io, table.incomplete);
    io.text(table.sha256);
  });
  io.list(outcome.data_findings, [&](auto& finding) {
    io.shared(finding.table);
    io.shared(finding.column);
    io.shared(finding.kind);
    io.text(finding.value);
    io.number(finding.rows);
    io.text(finding.detail);
  });
  io.list(outcome.links, [&](auto& link) {
    io.text(link.link);
    io.number(link.matched);
    io.number(link.unmatched);
    io.number(link.ambiguous);
    io.number(link.unknown);
  });
}

// Rows of a footing that are the same, one behind the other.
struct Run {
  std::uint64_t size = 0;
  std::uint8_t row = 0;
};

std::vector<Run> runs_of(const std::vector<std::uint8_t>& rows) {
  std::vector<Run> runs;
  for (const std::uint8_t row : rows) {
    if (runs.empty() || runs.back().row != row) {
      runs.push_back({0, row});
    }
    ++runs.back().size;
  }
  return runs;
}

template <class Io>
void pass(Io& io, Part<Io, std::vector<Run>> runs) {
  io.list(runs, [&](auto& run) {
    io.number(run.size);
    io.number(run.row);
  });
}

template <class Io>
void pass(Io& io, Part<Io, std::vector<std::uint32_t>> numbers) {
  io.list(numbers, [&](auto& number) { io.number(number); });
}

// By how much lines are moved: modulo 2^32, as std::uint32_t counts.
void move_lines(PolicyOutcome& policy, std::uint32_t by) {
  for (Finding& finding : policy.findings) {
    for (Because& because : finding.because) {
      because.line += by;
    }
  }
}

}  // namespace

std::string to_bytes(const PolicyOutcome& policy) {
  ByteWriter out;
  pass(out, policy);
  return std::move(out).take();
}

std::optional<PolicyOutcome> policy_from_bytes(std::string_view bytes, const std::string& file,
                                               std::uint32_t line) {
  ByteReader in(bytes);
  PolicyOutcome policy;
  pass(in, policy);
  if (!in.done()) {
    return std::nullopt;
  }
  move_lines(policy, line - policy.line);
  policy.file = file;
  policy.line = line;
  return policy;
}

std::string data_to_bytes(const Outcome& outcome) {
  ByteWriter out;
  pass(out, outcome);
  return std::move(out).take();
}

bool data_from_bytes(std::string_view bytes, Outcome& outcome) {
  ByteReader in(bytes);
  pass(in, outcome);
  return in.done();
}

std::string to_bytes(const Footing& footing) {
  ByteWriter out;
  pass(out, runs_of(footing.rows));
  pass(out, footing.of_finding);
  out.number(footing.visited);
  return std::move(out).take();
}

std::optional<Footing> footing_from_bytes(std::string_view bytes) {
  constexpr std::uint64_t most_rows = std::numeric_limits<std::uint32_t>::max();
  ByteReader in(bytes);
  std::vector<Run> runs;
  Footing footing;
  pass(in, runs);
  pass(in, footing.of_finding);
  in.number(footing.visited);
  std::uint64_t rows = 0;
  for (const Run& run : runs) {
    rows = run.size < most_rows - rows ? rows + run.size : most_rows;
  }
  if (!in.done() || rows == most_rows) {
    return std::nullopt;
  }
  for (const Run& run : runs) {
    footing.rows.insert(footing.rows.end(), run.size, run.row);
  }
  return footing;
}

}  // namespace writ
