// A time limit for one program of a command. busybox's own `timeout` leaves a watcher behind that outlives its parent: inside a
// target that orphan becomes a child, and at its end a zombie, of the app's own first process.

/**
 * `limit SECONDS PROGRAM …` runs the program with our input and ends it when its time is up. Its watcher ends by itself within a
 * twentieth of a second after the program, and is waited for.
 */
export const LIMIT = `limit() {
  read -r now _ </proc/uptime
  until=$((\${now%.*} + $1))
  shift
  "$@" <&5 5<&- &
  program=$!
  {
    while kill -0 $program && read -r now _ </proc/uptime && [ "\${now%.*}" -le $until ]; do sleep 0.05 || sleep 1; done
    kill $program
  } >/dev/null 2>&1 5<&- &
  { wait $program; } 2>/dev/null
  ended=$?
  wait
  return $ended
} 5<&0`
