// Findings come by the hundred thousand: they are written, not built.
#include "evidence/json_parts.h"

namespace writ {

namespace {

void write_text(JsonWriter& out, std::string_view key, std::string_view value) {
  out.key(key);
  out.text(value);
}

void write_text_or_null(JsonWriter& out, std::string_view key, std::string_view value) {
  out.key(key);
  out.text_or_null(value);
}

void write_instant(JsonWriter& out, std::string_view key, const std::optional<Instant>& instant) {
  write_text_or_null(out, key, instant ? to_string(*instant) : std::string());
}

void write_subject(JsonWriter& out, const Subject& subject) {
  out.key("subject");
  out.begin_object();
  for (const SubjectPart& part : subject) {
    out.key(part.variable.empty() ? "snapshot" : part.variable.text());
    out.begin_object();
    write_text_or_null(out, "table", part.table.text());
    out.key("key");
    if (part.open) {
      out.null();
    } else {
      out.text(part.key);
    }
    out.end_object();
  }
  out.end_object();
}

void write_reasons(JsonWriter& out, const std::vector<Reason>& reasons) {
  out.key("reasons");
  out.begin_array();
  for (const Reason& reason : reasons) {
    out.begin_object();
    write_text(out, "kind", to_string(reason.kind));
    write_text_or_null(out, "table", reason.table);
    write_text_or_null(out, "key", reason.key);
    write_text_or_null(out, "column", reason.column);
    write_text_or_null(out, "note", reason.note);
    write_instant(out, "due", reason.due);
    out.end_object();
  }
  out.end_array();
}

void write_waiver(JsonWriter& out, const AppliedWaiver* waiver) {
  out.key("waiver");
  if (waiver == nullptr) {
    out.null();
    return;
  }
  out.begin_object();
  write_text(out, "waives", to_string(waiver->waives));
  write_text(out, "reason", waiver->reason);
  write_text(out, "approved_by", waiver->approved_by);
  write_text_or_null(out, "ticket", waiver->ticket);
  write_text(out, "expires", to_string(waiver->expires));
  out.end_object();
}

void write_because(JsonWriter& out, const std::vector<Because>& all) {
  out.key("because");
  out.begin_array();
  for (const Because& because : all) {
    out.begin_object();
    write_text(out, "clause", because.clause.text());
    out.key("line");
    out.number(because.line);
    write_text(out, "text", because.text.text());
    write_text(out, "value", because.value.text());
    out.end_object();
  }
  out.end_array();
}

void write_witnesses(JsonWriter& out, const std::vector<Witness>& witnesses) {
  out.key("witnesses");
  out.begin_array();
  for (const Witness& witness : witnesses) {
    out.begin_object();
    write_text(out, "table", witness.table.text());
    write_text(out, "key", witness.key);
    write_text_or_null(out, "source", witness.source.text());
    out.key("record");
    if (witness.record == 0) {
      out.null();
    } else {
      out.number(witness.record);
    }
    out.end_object();
  }
  out.end_array();
}

}  // namespace

void write_finding(JsonWriter& out, const Finding& finding) {
  out.begin_object();
  write_text(out, "verdict", to_string(finding.verdict));
  write_subject(out, finding.subject);
  write_text(out, "fingerprint", fingerprint_text(finding));
  write_text_or_null(out, "message", finding.message);
  write_text_or_null(out, "remedy", finding.remedy);
  write_reasons(out, finding.reasons);
  out.key("more_reasons");
  out.boolean(finding.more_reasons);
  write_instant(out, "due", finding.due);
  write_waiver(out, finding.waiver.get());
  write_because(out, finding.because);
  write_witnesses(out, finding.witnesses);
  out.end_object();
}

}  // namespace writ
