-- A set that is unknown (null) is no violation.
SELECT id
FROM lms_users AS m
WHERE role = 'Manager' AND status = 'active' AND groups IS NOT NULL
  AND EXISTS (
    SELECT 1 FROM json_each(m.managed_groups) AS managed
    WHERE managed.value NOT IN (SELECT value FROM json_each(m.groups))
  )
