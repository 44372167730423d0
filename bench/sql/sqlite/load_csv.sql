-- As load_ndjson.sql, from CSV: an empty field is absent, of a set the empty set.
.mode csv
.import workers.csv worker_fields
CREATE TABLE hr_workers(id TEXT PRIMARY KEY, email TEXT, status TEXT, terminated_on INTEGER, manager TEXT) WITHOUT ROWID;
INSERT INTO hr_workers
SELECT id, lower(trim(nullif(email, ''))), status, unixepoch(nullif(terminated_on, '')), nullif(manager, '')
FROM worker_fields;
DROP TABLE worker_fields;

.import accounts.csv account_fields
CREATE TABLE idp_accounts(id TEXT PRIMARY KEY, email TEXT, status TEXT, deactivated_at INTEGER, last_login INTEGER) WITHOUT ROWID;
INSERT INTO idp_accounts
SELECT id, lower(trim(email)), status, unixepoch(nullif(deactivated_at, '')), unixepoch(nullif(last_login, ''))
FROM account_fields;
DROP TABLE account_fields;

.import groups.csv group_fields
CREATE TABLE idp_groups(id TEXT PRIMARY KEY, duty TEXT) WITHOUT ROWID;
INSERT INTO idp_groups SELECT id, nullif(duty, '') FROM group_fields;
CREATE TABLE idp_parents AS
SELECT g.id AS group_id, parent.value AS parent_id
FROM group_fields AS g, json_each('["' || replace(g.parents, ';', '","') || '"]') AS parent
WHERE g.parents <> '';
DROP TABLE group_fields;

CREATE TABLE idp_memberships(account_id TEXT, group_id TEXT);
.import memberships.csv membership_fields
INSERT INTO idp_memberships SELECT account, "group" FROM membership_fields;
DROP TABLE membership_fields;

.import users.csv user_fields
CREATE TABLE lms_users(id TEXT PRIMARY KEY, email TEXT, role TEXT, status TEXT, deactivated_at INTEGER,
                       last_login INTEGER, groups TEXT, managed_groups TEXT) WITHOUT ROWID;
INSERT INTO lms_users
SELECT id, lower(trim(email)), role, status, unixepoch(nullif(deactivated_at, '')), unixepoch(nullif(last_login, '')),
       iif(groups = '', '[]', '["' || replace(groups, ';', '","') || '"]'),
       iif(managed_groups = '', '[]', '["' || replace(managed_groups, ';', '","') || '"]')
FROM user_fields;
DROP TABLE user_fields;
