-- Before loading would be slower, without them every warm run would build its own.
CREATE INDEX hr_workers_email ON hr_workers(email);
CREATE INDEX idp_accounts_email ON idp_accounts(email);
CREATE INDEX lms_users_email ON lms_users(email);
CREATE INDEX idp_memberships_group ON idp_memberships(group_id, account_id);
CREATE INDEX idp_parents_parent ON idp_parents(parent_id);
