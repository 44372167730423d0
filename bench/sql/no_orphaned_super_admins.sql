-- An address that is unknown, or a worker's status, leaves the question open: no violation.
SELECT id
FROM lms_users AS a
WHERE role = 'Super Admin' AND status = 'active' AND email IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM hr_workers AS w WHERE w.email = a.email AND coalesce(w.status, 'Active') = 'Active'
  )
