#include "evidence/snapshot_report.h"

#include <algorithm>

#include "evidence/json_parts.h"
#include "evidence/layout.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

struct Totals {
  std::uint64_t tables = 0;
  std::uint64_t rows = 0;
  std::uint64_t incomplete = 0;
  std::uint64_t files = 0;  // of evidence
  std::uint64_t bytes = 0;
};

Totals totals_of(const Manifest& manifest) {
  Totals totals;
  for (const ManifestTable& entry : manifest.tables) {
    ++totals.tables;
    totals.rows += entry.table.rows;
    totals.incomplete += entry.table.complete() ? 0 : 1;
    totals.files += entry.raw.size();
    for (const RawEvidence& raw : entry.raw) {
      totals.bytes += raw.bytes;
    }
  }
  return totals;
}

std::string name_of(const StoredSnapshot& stored) {
  return snapshot_name(stored.manifest.as_of, stored.id);
}

Json summary_json(const StoredSnapshot& stored) {
  const Totals totals = totals_of(stored.manifest);
  return {{"name", json_text(name_of(stored))},
          {"id", json_text(stored.id)},
          {"as_of", json_text(to_string(stored.manifest.as_of))},
          {"content", json_text(stored.manifest.content)},
          {"tables", totals.tables},
          {"rows", totals.rows},
          {"incomplete_tables", totals.incomplete},
          {"raw_files", totals.files},
          {"raw_bytes", totals.bytes}};
}

std::string evidence_of(const Totals& totals) {
  return counted(totals.files, "file") + " of evidence, " + counted(totals.bytes, "byte");
}

const ManifestTable* find_table(const Manifest& manifest, const std::string& name) {
  const auto found =
      std::find_if(manifest.tables.begin(), manifest.tables.end(),
                   [&](const ManifestTable& entry) { return entry.table.schema.name == name; });
  return found == manifest.tables.end() ? nullptr : &*found;
}

void write_incomplete(Layout& layout, const ColumnTable& table) {
  for (const std::string& reason : table.incomplete) {
    layout.labelled(0, 10, {"incomplete", Ink::yellow}, {{table.schema.name + ": " + reason}});
  }
}

}  // namespace

std::string collected_text(const Collected& collected, const TextStyle& style) {
  Layout layout(style.width, style.color);
  const Totals totals = totals_of(collected.stored.manifest);
  layout.text(0, {{collected.is_new ? "stored " : "unchanged: the store has this snapshot as "},
                  {name_of(collected.stored), Ink::bold},
                  {" in " + collected.store}});
  layout.text(0, counted(totals.tables, "table") + ", " + counted(totals.rows, "row") + "; " +
                     evidence_of(totals));
  for (const std::string& name : collected.tables) {
    if (const ManifestTable* entry = find_table(collected.stored.manifest, name)) {
      write_incomplete(layout, entry->table);
    }
  }
  return std::move(layout).take();
}

std::string collected_json(const Collected& collected) {
  Json document = json_document("writ.collect/1");
  document["store"] = json_text(collected.store);
  document["new"] = collected.is_new;
  document["snapshot"] = summary_json(collected.stored);
  document["tables"] = json_array(collected.tables, [&](const std::string& name) {
    const ManifestTable* entry = find_table(collected.stored.manifest, name);
    return Json{{"table", json_text(name)},
                {"rows", entry->table.rows},
                {"complete", entry->table.complete()},
                {"incomplete", json_array(entry->table.incomplete, json_text)}};
  });
  return json_dump(document);
}

std::string snapshots_text(const std::string& store, const std::vector<StoreEntry>& entries,
                           const TextStyle& style) {
  Layout layout(style.width, style.color);
  if (entries.empty()) {
    layout.text(0, "no snapshot in `" + store + "`; `writ collect` makes one");
    return std::move(layout).take();
  }
  std::vector<std::vector<std::string>> rows = {{"snapshot", "as of", "tables", "rows", "note"}};
  for (const StoreEntry& entry : entries) {
    if (!entry.stored) {
      rows.push_back({entry.name, "", "", "", entry.stored.error().message});
      continue;
    }
    const Totals totals = totals_of(entry.stored->manifest);
    rows.push_back(
        {entry.name, to_string(entry.stored->manifest.as_of), grouped(totals.tables),
         grouped(totals.rows),
         totals.incomplete == 0 ? "" : counted(totals.incomplete, "table") + " incomplete"});
  }
  layout.table(0, rows, {Align::left, Align::left, Align::right, Align::right, Align::left}, true);
  return std::move(layout).take();
}

std::string snapshots_json(const std::string& store, const std::vector<StoreEntry>& entries) {
  Json document = json_document("writ.snapshots/1");
  document["store"] = json_text(store);
  document["snapshots"] = json_array(entries, [](const StoreEntry& entry) {
    return entry.stored ? summary_json(*entry.stored)
                        : Json{{"name", json_text(entry.name)},
                               {"problem", json_text(entry.stored.error().message)}};
  });
  return json_dump(document);
}

std::string snapshot_text(const StoredSnapshot& stored, const TextStyle& style) {
  Layout layout(style.width, style.color);
  const Manifest& manifest = stored.manifest;
  const Totals totals = totals_of(manifest);
  layout.text(0, name_of(stored), Ink::bold);
  layout.labelled(0, 8, {"id", Ink::dim}, {{stored.id}});
  layout.labelled(0, 8, {"content", Ink::dim}, {{manifest.content}});
  layout.labelled(0, 8, {"as of", Ink::dim}, {{to_string(manifest.as_of)}});
  layout.labelled(0, 8, {"folder", Ink::dim}, {{stored.path}});
  layout.labelled(0, 8, {"holds", Ink::dim},
                  {{counted(totals.tables, "table") + ", " + counted(totals.rows, "row") + "; " +
                    evidence_of(totals)}});
  for (const ManifestTable& entry : manifest.tables) {
    const ColumnTable& table = entry.table;
    layout.blank();
    layout.text(0,
                {{table.schema.name, Ink::bold},
                 {"  " + counted(table.rows, "row") + ", dates in " + zone_name(table.zone)},
                 {table.collected_at ? ", collected at " + to_string(*table.collected_at) : ""}});
    for (const std::string& reason : table.incomplete) {
      layout.labelled(2, 10, {"incomplete", Ink::yellow}, {{reason}});
    }
    for (const RawEvidence& raw : entry.raw) {
      layout.text(2, raw.name + ": " + counted(raw.bytes, "byte") + ", as " + raw.path);
      layout.verbatim(4, "sha256 " + raw.sha256, Ink::dim);
    }
  }
  if (!manifest.findings.empty()) {
    layout.blank();
    layout.text(0, counted(manifest.findings.size(), "finding") + " about the data");
  }
  return std::move(layout).take();
}

std::string snapshot_json(const StoredSnapshot& stored) {
  Json document = json_document("writ.snapshot.show/1");
  document["snapshot"] = summary_json(stored);
  document["folder"] = json_text(stored.path);
  document["manifest"] = Json::parse(to_json(stored.manifest));
  return json_dump(document);
}

std::string verified_text(const std::vector<VerifiedSnapshot>& verified, const TextStyle& style) {
  Layout layout(style.width, style.color);
  for (const VerifiedSnapshot& one : verified) {
    const bool whole = one.problems.empty();
    layout.text(0,
                {{whole ? "whole    " : "damaged  ", whole ? Ink::green : Ink::red}, {one.name}});
    for (const std::string& problem : one.problems) {
      layout.text(2, problem);
    }
  }
  return std::move(layout).take();
}

std::string verified_json(const std::vector<VerifiedSnapshot>& verified) {
  Json document = json_document("writ.snapshot.verify/1");
  document["snapshots"] = json_array(verified, [](const VerifiedSnapshot& one) {
    return Json{{"name", json_text(one.name)},
                {"whole", one.problems.empty()},
                {"problems", json_array(one.problems, json_text)}};
  });
  return json_dump(document);
}

std::string pruned_text(const std::vector<std::string>& names, bool only_checked) {
  std::string text = names.empty() ? "nothing to remove\n" : "";
  for (const std::string& name : names) {
    text += (only_checked ? "would remove " : "removed ") + name + "\n";
  }
  return text;
}

std::string pruned_json(const std::vector<std::string>& names, bool only_checked) {
  Json document = json_document("writ.snapshot.prune/1");
  document["removed"] = !only_checked;
  document["snapshots"] = json_array(names, json_text);
  return json_dump(document);
}

}  // namespace writ
