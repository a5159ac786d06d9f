DROP TRIGGER audit_kept ON app.audit_logs;
DROP TRIGGER audit_chained ON app.audit_logs;
DROP FUNCTION app.keep_audit();
DROP FUNCTION app.chain_audit();
DROP FUNCTION app.audit_digest(bytea, text[]);
DROP FUNCTION app.audit_part(text);
