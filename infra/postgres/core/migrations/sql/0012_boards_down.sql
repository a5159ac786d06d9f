DROP FUNCTION app.board_is_readable(uuid, uuid, uuid);
DROP FUNCTION app.board_is_moderated_by(uuid, uuid, uuid);
DROP FUNCTION app.begin_member(uuid, uuid, uuid, uuid);
DROP FUNCTION app.assignments_of(uuid, uuid);
