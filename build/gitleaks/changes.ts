// Where our table departs from gitleaks' rules, and why.

export interface Change {
  /** In Go's syntax, in place of the rule's own. */
  readonly regex?: string
  readonly heads?: readonly string[]
  /** How many bytes before its head a match begins. */
  readonly back?: number
}

/** Rules that are left out. */
export const dropped: ReadonlySet<string> = new Set([
  // All but a hundredth of its hits on logs are false; ours for named values (`password=…`) do its work.
  'generic-api-key',
  // Super-linear. The header and the URL in such a command are found by our own patterns.
  'curl-auth-header',
  'curl-auth-user',
  // Ours know cut, escaped and encoded forms too.
  'jwt',
  'private-key',
  'kubernetes-secret-yaml',
  // `password = "…"` and credentials in a URL are found everywhere, not in such files only.
  'hashicorp-tf-password',
  'sidekiq-sensitive-url',
  // Tells a secret by its file's name alone.
  'pkcs12-file',
])

/** Rules whose list of known examples is left out: hiding an example costs nothing, and ours need not look like keys. */
export const examplesNotKept: ReadonlySet<string> = new Set(['gcp-api-key', 'nuget-config-password'])

const digit = '0123456789'.split('')

export const changes: Readonly<Record<string, Change>> = {
  // Their middle is what tells them.
  'azure-ad-client-secret': {
    regex: '([a-zA-Z0-9_~.]{3}\\dQ~[a-zA-Z0-9_~.-]{31,34})',
    heads: digit.map(one => `${one}q~`),
    back: 3,
  },
  'hashicorp-tf-api-token': { heads: ['.atlasv1.'], back: 14 },
  'maxmind-license-key': { heads: ['_mmk'], back: 36 },
  // Any forty hexadecimal digits are a commit, not a token.
  'sourcegraph-access-token': {
    regex: '\\b(sgp_(?:(?:[a-fA-F0-9]{16}|local)_)?[a-fA-F0-9]{40})\\b',
  },
  // Before version 1.10 a token began with `s.` alone.
  'vault-service-token': {
    regex: '(?:\\b(hvs\\.[\\w-]{90,120})|[\'" =:\\n](s\\.[A-Za-z0-9]{24}))(?:[\\x60\'"\\s;]|\\\\[nr]|$)',
  },
  // gitleaks wants the word anywhere in the file.
  'facebook-access-token': {
    regex: '(?i)facebook[^\\n]{0,200}?\\b(\\d{15,16}[|%][0-9a-z\\-_]{27,40})(?:[\\x60\'"\\s;]|\\\\[nr]|$)',
  },
  'freemius-secret-key': { regex: '(?i)["\']secret_key["\']\\s*=>\\s*["\'](sk_[^\\s]{29})["\']' },
  // A group that is not the secret.
  'sonar-api-token': {
    regex:
      '(?i)(?:sonar[_.-]?(?:login|token))(?:[ \\t\\w.-]{0,20})[\\s\'"]{0,3}(?:=|>|:{1,3}=|\\|\\||:|=>|\\?=|,)[\\x60\'"\\s=]{0,5}((?:squ_|sqp_|sqa_)?[a-z0-9=_\\-]{40})(?:[\\x60\'"\\s;]|\\\\[nr]|$)',
  },
  // `https://` begins too much; the tenant's name is no secret.
  'microsoft-teams-webhook': {
    regex:
      '\\.webhook\\.office\\.com/webhookb2/([a-z0-9@-]{36,100}/IncomingWebhook/[a-z0-9]{32}/[a-z0-9-]{36})',
  },
  'slack-webhook-url': {
    regex: 'hooks\\.slack\\.com/((?:services|workflows|triggers)/[A-Za-z0-9+/]{43,56})',
  },
}
