-- A set that is unknown (null) is no violation.
SELECT id
FROM lms_users
WHERE role = 'Manager' AND status = 'active' AND NOT list_has_all(groups, managed_groups)
