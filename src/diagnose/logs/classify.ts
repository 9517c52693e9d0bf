// What one message says is wrong, beyond that something is: a variable, a file, a port, a host.
import { type Endpoint, endpointIn, type NetworkProblem, networkProblem } from './network.ts'

export type Meaning =
  | { readonly kind: 'missing-variable'; readonly variable: string }
  | ({
      readonly kind: 'dependency'
      readonly problem: NetworkProblem
      /** True where only a line far from it names the other end, and none but that one. */
      readonly guessed?: boolean
    } & Endpoint)
  | {
      readonly kind: 'file'
      readonly problem: 'missing' | 'permission' | 'read-only' | 'other'
      readonly path: string | null
    }
  | { readonly kind: 'disk'; readonly problem: 'no-space'; readonly path: string | null }
  | { readonly kind: 'port-in-use'; readonly port: number | null }
  | { readonly kind: 'limit'; readonly problem: 'descriptors' | 'processes' }
  | { readonly kind: 'wrong-format'; readonly path: string | null }
  | { readonly kind: 'command'; readonly problem: 'missing' | 'not-executable'; readonly command: string }

/** What the message means; null where it names nothing that we know. */
export function meaningOf(text: string): Meaning | null {
  return (
    command(text) ??
    missingVariable(text) ??
    limits(text) ??
    portInUse(text) ??
    dependency(text) ??
    disk(text) ??
    file(text)
  )
}

const variable = '([A-Z][A-Z0-9]{0,40}(?:_{1,3}[A-Z0-9]{1,40}){0,8})'
const absent =
  '(?:not set|not defined|not found|not provided|not present|missing|required|undefined|unset|empty|must be (?:set|provided|defined))'

const variableForms: readonly RegExp[] = [
  new RegExp(
    `(?:[Ee]nvironment|[Ee]nv|ENV)[ -]?(?:[Vv]ar(?:iable)?s?)?:? ?["'\`$]{0,2}${variable}["'\`]?(?: because it)?(?: is| was| are)? ?${absent}`,
  ),
  new RegExp(
    `(?:[Mm]issing|[Rr]equired|[Uu]ndefined|[Uu]nset|[Nn]o)(?: required)? (?:env(?:ironment)?|config(?:uration)?)(?:[ -]?var(?:iable)?s?)?(?: set for| named)?:? ?["'\`$]{0,2}${variable}`,
  ),
  new RegExp(
    `(?:^|[\\s"'\`$:(])${variable}["'\`)]?(?:(?:,| and| or) [A-Z][A-Z0-9_]{2,60}){0,5}(?: environment variable| env(?:ironment)? var)?(?: is| was)? ${absent}`,
  ),
  new RegExp(`required key ${variable} missing value`),
  new RegExp(`(?:not present|missing|absent) (?:in|from) the environment: ${variable}`),
  new RegExp(
    `[Ee]nv(?:ironment)? var(?:iable)? (?:not found|not set|missing|not defined): ["'\`$]{0,2}${variable}`,
  ),
  new RegExp(
    `(?:must|need to|needs to|have to|[Pp]lease|: [Ss]et|^[Ss]et)(?: specify| set| provide| define| export)? (?:the )?(?:env(?:ironment)? var(?:iable)? )?["'\`$]{0,2}${variable}\\b`,
  ),
  new RegExp(
    `(?:[Ii]nvalid|[Mm]issing|following) .{0,20}env(?:ironment)? var(?:iable)?s?:? [^A-Za-z0-9]{0,6}${variable}`,
  ),
  new RegExp(`(?:[Pp]lease|must|need)\\b.{0,80}\\benv(?:ironment)? var(?:iable)? ["'\`]?${variable}\\b`),
  new RegExp(`\\bmust be .{0,100}\\bsetting (?:the )?["'\`]?${variable}["'\`]? env(?:ironment)? var`),
  new RegExp(`KeyError: ['"]${variable}['"]`),
  new RegExp(`key not found: "${variable}"`),
  new RegExp(`resolve (?:placeholder|substitution)[\\w :]{0,20} ['"$]\\{?${variable}['"}]`),
  new RegExp(`^${variable}: Field required`),
  // zod: the place of the value, and that there is none.
  new RegExp(
    `(?:undefined.{0,12}, )?["']?path["']?: \\[ ?["']${variable}["'] ?\\], ["']?message["']?: ["'](?:Required|Invalid input: .{1,40} received undefined)`,
  ),
  new RegExp(`\\b${variable}: \\[ ?["']Required["'] ?\\]`),
  // `: "${NAME:?words of one's own}"` in a shell script.
  new RegExp(`^(?:[\\w./-]{0,80})?sh: (?:line )?(?:\\d{1,5}: )?${variable}: `),
  new RegExp(`${variable}: (?:parameter (?:null or )?not set|unbound variable)`),
]

function missingVariable(text: string): Meaning | null {
  for (const form of variableForms) {
    const name = form.exec(text)?.[1]
    // Log levels and lone words (`ERROR is required`) are no variables; nearly all of those have an underscore.
    if (
      name === undefined ||
      /^(?:ERROR|FATAL|WARN|WARNING|INFO|DEBUG|CRITICAL|URL|HTTP|HTTPS|TLS|SSL)$/.test(name)
    ) {
      continue
    }
    if (name.includes('_') || /env/i.test(text) || form.source.includes('parameter')) {
      return { kind: 'missing-variable', variable: name }
    }
  }
  return null
}

const shell = '(?:/?[a-z/]{0,20}sh|env|exec|[\\w./-]{0,80}\\.sh)'

function command(text: string): Meaning | null {
  if (/exec format error|cannot execute binary file/i.test(text)) {
    return { kind: 'wrong-format', path: pathIn(text) }
  }
  const missing =
    new RegExp(
      `^${shell}: (?:line )?(?:\\d{1,5}: )?(?:exec: )?([^\\s:]{1,200}): (?:command )?not found$`,
    ).exec(text) ??
    /^(?:\/[\w/]{1,40}\/)?env: (?:can't execute )?['‘"]([^'’"]{1,200})['’"]: No such file or directory/.exec(
      text,
    ) ??
    /^exec ([^\s:]{1,200}): no such file or directory$/.exec(text) ??
    /: ([^\s:]{1,200}): bad interpreter: No such file or directory$/.exec(text) ??
    /\bexec ([^\s:]{1,200}) failed: No such file or directory$/.exec(text)
  if (missing?.[1] !== undefined) return { kind: 'command', problem: 'missing', command: missing[1] }
  const denied = new RegExp(
    `^${shell}: (?:line )?(?:\\d{1,5}: )?(?:exec: )?(?:can't execute ')?([^\\s:']{1,200})'?: Permission denied$`,
    'i',
  ).exec(text)
  // `sh: can't open '/x': Permission denied` is about reading, not running.
  if (denied?.[1] !== undefined && !/can't (?:open|create)/.test(text)) {
    return { kind: 'command', problem: 'not-executable', command: denied[1] }
  }
  return null
}

function limits(text: string): Meaning | null {
  if (/too many open files|\bEMFILE\b|\bENFILE\b/i.test(text))
    return { kind: 'limit', problem: 'descriptors' }
  const processes =
    /can't start new thread|unable to create (?:new )?native thread|pthread_create failed|fork: .{0,40}Resource temporarily unavailable|can't fork/i
  return processes.test(text) ? { kind: 'limit', problem: 'processes' } : null
}

function portInUse(text: string): Meaning | null {
  if (
    !/address (?:already )?in use|\bConnection in use: |\bEADDRINUSE\b|Only one usage of each socket address|port \d{1,5} (?:is |was )?(?:already )?(?:in use|taken)/i.test(
      text,
    )
  ) {
    return null
  }
  const port =
    /(?:\d{1,3}(?:\.\d{1,3}){3}|\[?::\]?|localhost|\*)\]?['"]?[:,] ?([1-9]\d{1,4})\b/i.exec(text)?.[1] ??
    /(?:(?<!\d:\d\d|\.[A-Za-z]{1,6}|\w"):|\] ?|(?<!errno|code|error): |', ?|\bport["': ]{1,3})([1-9]\d{1,4})\b(?!:\d)/i.exec(
      text,
    )?.[1]
  return { kind: 'port-in-use', port: port === undefined ? null : Number(port) }
}

function dependency(text: string): Meaning | null {
  const problem = networkProblem(text)
  return problem === null ? null : { kind: 'dependency', problem, ...endpointIn(text) }
}

function disk(text: string): Meaning | null {
  const full = /no space left on device|\bENOSPC\b|disk quota exceeded|\[Errno 28\]/i
  // Node says the same of too many watched files.
  return full.test(text) && !/\bwatch/.test(text)
    ? { kind: 'disk', problem: 'no-space', path: pathIn(text) ?? fileIn(text) }
    : null
}

function fileIn(text: string): string | null {
  return /\bfile ["'`]([^"'`\s]{1,300})["'`]/.exec(text)?.[1] ?? null
}

function file(text: string): Meaning | null {
  const path = pathIn(text)
  if (/read-only file ?system|\bEROFS\b|\[Errno 30\]/i.test(text))
    return { kind: 'file', problem: 'read-only', path }
  // A module of the kernel is the node's to load, and mostly is already.
  if (/\bmodprobe: /.test(text)) return null
  // `bind: permission denied` is about a low port.
  if (
    /permission denied|\bEACCES\b|kind: PermissionDenied|AccessDeniedException|Access to the path .{1,300} is denied|operation not permitted|\bEPERM\b|lock file on a read-only directory|file access denied|\bis(?: not|n't) (?:writ(?:e?able)|readable)\b|\b(?:invalid|insufficient|wrong|bad|incorrect) (?:file )?permissions\b|permissions? .{1,200} (?:are|is) too open|\b(?:has|have) (?:group or world|world) access\b|(?:writ|read)able\] FAILED|\b(?:file|folder|directory) \S{1,300} is(?: not|n't) accessible\b|\bmust be (?:read|writ)e?able\b|\bmust be accessible\b.{0,20}\bonly\b/i.test(
      text,
    )
  ) {
    return (path === null && !/file access denied|kind: PermissionDenied/.test(text)) || /\bbind\b/.test(text)
      ? null
      : { kind: 'file', problem: 'permission', path }
  }
  const missing =
    /no such file or directory|nonexistent directory|\bENOENT\b|FileNotFoundException|NoSuchFileException|Could not find (?:file|a part of the path)|file not found|cannot find the file|Unable to access jarfile|invalid path: \/|['"]\/[^'"\s]{1,300}\.\w{1,8}['"] (?:.{0,20}(?:not|n't) (?:be )?found\b|does(?: not|n't) exist\b)|\b(?:file|directory|executable|folder|binary)\b.{0,200}\b(?:does(?:n't| not)|did not) exist\b/i
  // What a client asks a web server for need not be there.
  if (missing.test(text))
    return path === null || ofRequest.test(text) ? null : { kind: 'file', problem: 'missing', path }
  const absentee = isNotThere.exec(text)?.[1]
  if (absentee !== undefined) return { kind: 'file', problem: 'missing', path: absentee }
  return openedInVain(text) ?? unusableFile(text, path)
}

/** A web server's error about one request, by the client that it names. */
const ofRequest = /, client: [\da-f.:]{2,45}(?:,|$)|\[client [\da-f.:]{2,45}\]/

/** Of a path, but not of a request's. */
const isNotThere =
  /(?<!\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|route|url|uri|endpoint|request|page|for)\W{0,3})(?:^|[\s'"`(:[])(?:file:)?(\/(?!\/)[^\s'"`()[\],:]{1,300})['"`)\]]{0,2} (?:(?:file|directory|folder) )?(?:does not exist|doesn't exist|do not exist|(?:is |was |were )?(?:not found|missing)|(?:could not|cannot|can't) be (?:found|opened))\b/i

function openedInVain(text: string): Meaning | null {
  const [, verb, , path, written] = inVain.exec(text) ?? []
  if (path === undefined) return null
  return { kind: 'file', problem: verb === 'open' && written === undefined ? 'other' : 'permission', path }
}

function unusableFile(text: string, path: string | null): Meaning | null {
  // Which path it is may be told by the mounts: a missing subPath gives a directory.
  return unusable.test(text) && (path !== null || /\bis a directory\b|\bEISDIR\b/i.test(text))
    ? { kind: 'file', problem: 'other', path }
    : null
}

/** That a file could not be written or opened, without a reason: of those that may not be written the usual one is a missing right. */
const inVain =
  /\b(?:[Cc]annot|[Cc]an't|[Cc]ould not|[Uu]nable to|[Ff]ailed to) (open|write|create)((?: (?:[\w-]{1,20}|"\w{1,20}")){0,4}) ['"(]?(\/[\w./@+-]{1,300}?)['")]?( for writing| as \S{1,40})?[.!]?$/

/** The file is there and is not what it should be, or its disk fails. */
const unusable =
  /\b(?:is|not) a directory\b|\bEISDIR\b|\bENOTDIR\b|stale (?:NFS )?file handle|\bESTALE\b|input\/output error|\bEIO\b|text file busy|device or resource busy|file name too long/i

/** A path right before what is wrong with it: others in the line are the script's and the program's own. */
const besideWords =
  /(?:^|[\s:=('"`])(\.{0,2}\/[^\s:'",()]{1,300})['"`]?(?: is(?: not|n't) (?:writ|read)e?able| does(?: not|n't) exist|: (?:no such file|permission denied|read-only file|operation not permitted|is a directory|not a directory|text file busy|device or resource busy))/i

/** The path that a message names: quoted ones first, then one that a colon or space ends. */
export function pathIn(text: string): string | null {
  const library = /error (?:while )?loading shared librar(?:ies|y):? ([^\s:]{1,200}):/i.exec(text)?.[1]
  if (library !== undefined) return library
  const tested = /\[[^\]]{1,200} (\/[^\]\s]{1,300}) (?:writ|read)able\]/.exec(text)?.[1]
  if (tested !== undefined) return tested
  const behind = [afterReason, errnoForm, nioForm]
    .map(form => form.exec(text)?.[1])
    .find(one => one !== undefined)
  if (behind !== undefined) return behind
  const refused = beforeReason(text)
  if (refused?.includes('/') === true) return refused
  const beside = besideWords.exec(text)?.[1]
  if (beside !== undefined) return beside
  const quoted = /['"`‘]((?:\/(?!\/)|\.{1,2}\/)[^'"`’]{1,300})['"`’]/.exec(text)?.[1]
  if (quoted !== undefined) return quoted
  const bare =
    /(?:^|[\s:=(-])(?![^\s:'",()]{1,300}\.(?:rs|go|py|rb|java|cc|cpp|c|ts|js)(?::\d| at line| line))((?:\/(?!\/)|\.{1,2}\/)[^\s:'",()]{1,300})(?=[\s:'",)]|$)/.exec(
      text,
    )?.[1]
  if (bare !== undefined) return bare
  if (refused !== null) return refused
  // A relative name is a path only where the message says what was done with it.
  return (
    /(?:open|stat|mkdir|read|write|directory:|directory, \w{1,10}) '?(?!(?:error|failed|failure|timeout|only|stream|file|database|socket|Os)\b)([A-Za-z0-9_.-][^\s:'",()]{0,200})(?=[:'",)]|$|(?<=\w\.\w{2,5}) )/.exec(
      text,
    )?.[1] ?? null
  )
}

const reasons =
  '(?:permission denied|cannot open shared object file|no such file or directory|read-only file ?system|(?:is|not) a directory|operation not permitted|input/output error|e(?:acces|noent|perm|rofs|isdir|notdir)\\b)'
const refusedForm = new RegExp(
  `(?:^|[\\s(=:'"\`‘])((?:/(?!/)|\\.{1,2}/)[^\\s:'"\`’,()]{1,300}|(?<=(?:file|dir|directory|folder) ['"]?)[\\w.-]{1,200}|(?!\\S{1,200}(?:Exception|Error):)\\w[\\w-]{0,100}(?:\\.\\w{1,30}){1,3})['"\`’]?: ${reasons}`,
  'i',
)

const afterReason =
  /(?:invalid path|no such file or directory|file not found|permission denied|read-only file ?system|is a directory): ['"`‘]?((?:\/(?!\/)|\.{1,2}\/)[^\s:'"`’,()]{1,300})/i

/** Java's form: the path is the message. */
const nioForm =
  /\b(?:NoSuchFile|AccessDenied|FileSystem)Exception: (?=[^\s:]{0,300}[./])([\w./@+-]{2,300})(?=$|[:\s])/

/** Python's form, in which relative names are paths too. */
const errnoForm = /\[Errno \d{1,3}\] [A-Z][a-z -]{4,40}: ['"]([^'"]{1,300})['"]/

/** What stands right before the reason is what was refused: a script or a program that says so may stand before it. */
function beforeReason(text: string): string | null {
  return refusedForm.exec(text)?.[1] ?? null
}
