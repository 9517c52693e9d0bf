// A log's message as a title can bear it.

/** A tool that writes its name before each of its lines (`npm error`) is named once. */
function unrepeated(text: string): string {
  const [name = ''] = /^[\w.-]{2,20} (?:error|err!|warn(?:ing)?) /i.exec(text) ?? []
  return name === '' ? text : name + text.slice(name.length).replaceAll(name, '')
}

/** Where more can be read. */
const pointer =
  /(?:[;,.?!] (?:for more|see|please see|more|learn more)\b[^;]{0,60}|(?<=\w[.!?]) )https?:\S{1,300}$/i

/** A class by its whole name, as Java tells it: its own name is enough where room is short. */
const packages = /(?<![\w.])(?:[a-z]\w{0,40}\.){2,10}(?=[A-Z]\w{2,80}(?:Exception|Error)\b)/g

/** What only announces the exception or the frames that follow. */
const before = /^[^:]{1,80}: (?=(?:\w{1,40}\.){1,10}[A-Z]\w{1,80}(?:Exception|Error): )/
const frames = /,? ?\bstack ?trace\b.{0,100}:$/i

/** Long messages name the context first and the cause last: both ends are kept. */
export function inShort(text: string): string {
  const whole = unrepeated(text.trim())
    .replace(pointer, '')
    .replace(/ [[{(]$/, '')
    .replace(frames, '')
  if (whole.length <= 200) return whole
  const cause = whole.replace(before, '').replace(packages, '')
  return cause.length <= 200 ? cause : `${cause.slice(0, 110).trimEnd()} … ${cause.slice(-86).trimStart()}`
}
