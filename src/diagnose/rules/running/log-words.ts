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

/** Long messages name the context first and the cause last: both ends are kept. */
export function inShort(text: string): string {
  const whole = unrepeated(text.trim())
    .replace(pointer, '')
    .replace(/ [[{(]$/, '')
  const trimmed = whole.length <= 200 ? whole : whole.replace(packages, '')
  return trimmed.length <= 200
    ? trimmed
    : `${trimmed.slice(0, 110).trimEnd()} … ${trimmed.slice(-86).trimStart()}`
}
