// A small project: leavers in an HR export against the accounts of a learning platform.
#pragma once

#include "run_writ.h"

namespace writ {

inline const std::string hr_schema = R"(schema hr_export {
  table workers key id {
    id : string
    email : email
    status : "active" | "terminated"
    terminated_on : date? present when status == "terminated"
  }
}
)";
inline const std::string lms_schema = R"(schema lms_export {
  table users key id {
    id : string
    email : email
    status : "active" | "inactive"
    deactivated_at : timestamp? present when status == "inactive"
  }
}
)";
inline const std::string leavers_policy = R"(use hr : hr_export
use lms : lms_export

param grace : duration = 24h

policy leavers_deactivated {
  title "Leavers lose access within {grace}"
  severity critical

  for w in hr.workers where w.status == "terminated"
  for a in lms.users where a.email == w.email
  require a.deactivated_at by end of w.terminated_on + grace
  message "{a.email} left on {w.terminated_on}; deactivated: {a.deactivated_at}"
}
)";
inline const std::string project_file = R"(project: acme
as_of: 2026-03-03T12:00:00Z
policies: [policies/]
sources:
  hr:
    connector: csv
    schema: schemas/hr.writ
    tables: { workers: workers.csv }
  lms:
    connector: csv
    schema: schemas/lms.writ
    tables: { users: users.csv }
)";
inline const std::string workers_csv = "id,email,status,terminated_on\n";
inline const std::string users_csv = "id,email,status,deactivated_at\n";

inline void write_project(const TempFolder& folder) {
  folder.write("writ.yaml", project_file);
  folder.write("schemas/hr.writ", hr_schema);
  folder.write("schemas/lms.writ", lms_schema);
  folder.write("policies/access.writ", leavers_policy);
  folder.write("workers.csv", workers_csv + "w1,kim@x.example,terminated,2026-02-20\n");
  folder.write("users.csv", users_csv + "u1,kim@x.example,inactive,2026-02-20T10:00:00Z\n");
}

}  // namespace writ
