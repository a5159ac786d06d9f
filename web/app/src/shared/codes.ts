/** Where codes lead that stand on a wall: six digits name a game, anything else a board. */
export function placeOf(text: string): string | null {
  const code = text.replace(/[\s-]/g, "").toUpperCase();
  if (/^\d{6}$/.test(code)) return `/play/${code}`;
  return /^[A-Z0-9]{4,16}$/.test(code) ? `/join/${code}` : null;
}

/** Where an address leads somebody who scanned it: `?live=123456` or `?board=ABC234`. */
export function invitedTo(search: string): string | null {
  const given = new URLSearchParams(search);
  const live = given.get("live")?.replace(/\D/g, "");
  if (live?.length === 6) return `/play/${live}`;
  const board = given.get("board")?.replace(/[\s-]/g, "").toUpperCase();
  return board && /^[A-Z0-9]{4,16}$/.test(board) ? `/join/${board}` : null;
}
