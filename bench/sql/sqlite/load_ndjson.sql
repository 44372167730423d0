-- The columns that the questions use, from the working directory, which is what the shell of SQLite
-- reads: a line at a time as text, then taken apart. Times become seconds.
.mode ascii
.separator "\037" "\n"
CREATE TABLE worker_lines(line TEXT);
.import workers.ndjson worker_lines
CREATE TABLE hr_workers(id TEXT PRIMARY KEY, email TEXT, status TEXT, terminated_on INTEGER, manager TEXT) WITHOUT ROWID;
INSERT INTO hr_workers
SELECT line ->> 'id', lower(trim(line ->> 'email')), line ->> 'status', unixepoch(line ->> 'terminated_on'), line ->> 'manager'
FROM worker_lines;
DROP TABLE worker_lines;

CREATE TABLE account_lines(line TEXT);
.import accounts.ndjson account_lines
CREATE TABLE idp_accounts(id TEXT PRIMARY KEY, email TEXT, status TEXT, deactivated_at INTEGER, last_login INTEGER) WITHOUT ROWID;
INSERT INTO idp_accounts
SELECT line ->> 'id', lower(trim(line ->> 'email')), line ->> 'status', unixepoch(line ->> 'deactivated_at'), unixepoch(line ->> 'last_login')
FROM account_lines;
DROP TABLE account_lines;

CREATE TABLE group_lines(line TEXT);
.import groups.ndjson group_lines
CREATE TABLE idp_groups(id TEXT PRIMARY KEY, duty TEXT) WITHOUT ROWID;
INSERT INTO idp_groups SELECT line ->> 'id', line ->> 'duty' FROM group_lines;
CREATE TABLE idp_parents AS
SELECT line ->> 'id' AS group_id, parent.value AS parent_id
FROM group_lines, json_each(line, '$.parents') AS parent;
DROP TABLE group_lines;

CREATE TABLE membership_lines(line TEXT);
.import memberships.ndjson membership_lines
CREATE TABLE idp_memberships AS
SELECT line ->> 'account' AS account_id, line ->> 'group' AS group_id FROM membership_lines;
DROP TABLE membership_lines;

CREATE TABLE user_lines(line TEXT);
.import users.ndjson user_lines
CREATE TABLE lms_users(id TEXT PRIMARY KEY, email TEXT, role TEXT, status TEXT, deactivated_at INTEGER,
                       last_login INTEGER, groups TEXT, managed_groups TEXT) WITHOUT ROWID;
INSERT INTO lms_users
SELECT line ->> 'id', lower(trim(line ->> 'email')), line ->> 'role', line ->> 'status',
       unixepoch(line ->> 'deactivated_at'), unixepoch(line ->> 'last_login'), line -> 'groups', line -> 'managed_groups'
FROM user_lines;
DROP TABLE user_lines;
