// Secrets that are known by their own shape: keys, tokens, logins.
import { Buffer } from 'node:buffer'
import { type Attempt, type KeyedPattern, shape } from './keyed.ts'

export function tokens(): readonly KeyedPattern[] {
  return [
    shape({ label: 'private key', heads: ['-----begin'], regex: privateKey }),
    shape({ label: 'private key', heads: ['ls0tls1c'], regex: encodedPrivateKey() }),
    { label: 'json web token', heads: ['.eyj'], at: webToken },
    ...vendorTokens.map(([heads, regex]) => shape({ label: 'access token', heads, regex })),
    shape({ label: 'registry login', heads: ['"auth'], regex: dockerAuth }),
    ...bareKeys.map(([heads, regex, back]) => shape({ label: 'private key', heads, regex, back })),
    shape({ label: 'private key', heads: ['private-lines:'], regex: puttyKey }),
    shape({ label: 'private key', heads: ['"d":', '"d" :'], regex: /"d" ?: ?"([A-Za-z0-9_-]{42,700})"/ }),
    shape({ label: 'password hash', heads: passwordHashes, regex: passwordHash }),
    shape({ label: 'application key', heads: ['base64:'], regex: /base64:([A-Za-z0-9+/]{42,88}={0,2})/ }),
  ]
}

/** From its first line to its last, or, where the last is cut off, as far as the text may belong to a key. */
const privateKey =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----)[A-Za-z0-9+/=\s\\:,.-]){0,16384}(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/

/** `-----BEGIN … PRIVATE` in base64, as in a kubeconfig's client-key-data. */
function encodedPrivateKey(): RegExp {
  const kinds = ['', 'RSA ', 'EC ', 'DSA ', 'OPENSSH ', 'ENCRYPTED ']
  const heads = kinds.map(kind => `-----BEGIN ${kind}PRIVATE KEY-----`)
  const letters = heads.map(head => Buffer.from(head.slice(0, 24)).toString('base64').replaceAll('+', '\\+'))
  // On to the next line, where it was broken into lines.
  const lineEnd = '(?:\\\\n|\\r?\\n[ \\t]{0,24})(?=[A-Za-z0-9+/=])'
  return new RegExp(`(?:${letters.join('|')})(?:[A-Za-z0-9+/=]|(?<=[A-Za-z0-9+/]{40})${lineEnd}){0,65536}`)
}

/** Without its first line: what begins a PKCS #8 or PKCS #1 key, not a certificate; then SEC 1 and the short ones. */
const bareKeys: readonly (readonly [readonly string[], RegExp, number])[] = [
  [['ibadanbgkqhkig9w0baq'], /MII[A-Za-z0-9+/]{3}IBADANBgkqhkiG9w0BAQ[A-Za-z0-9+/=]{16,65536}/, 6],
  [['ibaakc'], /MII[A-Za-z0-9+/]{3}IBAAKC[A-Za-z0-9+/=]{16,65536}/, 6],
  [['ageambmgbyqgsm49'], /MIG[A-Za-z0-9+/]{2}AgEAMBMGByqGSM49[A-Za-z0-9+/=]{16,8192}/, 5],
  [['mhccaqeei', 'mc4caqawbqydk2vw'], /(?:MHcCAQEEI|MC4CAQAwBQYDK2Vw)[A-Za-z0-9+/=]{16,8192}/, 0],
]

const puttyKey = /Private-Lines: [0-9]{1,3}(?:\\n|\s){1,3}((?:[A-Za-z0-9+/=]{1,64}(?:\\n|\s){0,3}){1,200})/

const passwordHashes = [
  '$1$',
  '$5$',
  '$6$',
  '$y$',
  '$2a$',
  '$2b$',
  '$2y$',
  '$apr1$',
  '$argon2',
  '$pbkdf2',
  '$scrypt$',
]

/** Weak passwords are guessed from them in no time. */
const passwordHash =
  /\$(?:1|5|6|y|2[aby]|apr1|argon2(?:id|i|d)|pbkdf2(?:-sha(?:1|256|512))?|scrypt)\$[A-Za-z0-9./,=+$-]{20,512}/

const dockerAuth = /"auth\\{0,3}" {0,2}: {0,2}\\{0,3}"([A-Za-z0-9+/=]{8,4096})/

/** The prefixes that the vendors chose so that their tokens can be found; wider than gitleaks has them, so that cut ones are found. */
const vendorTokens: readonly (readonly [readonly string[], RegExp])[] = [
  [['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], /gh[pousr]_[A-Za-z0-9_.-]{20,1024}/],
  [['github_pat_'], /github_pat_[A-Za-z0-9_]{22,255}/],
  [['akia', 'asia'], /(?<![A-Z0-9])(?:AKIA|ASIA)(?![A-Z0-9]{9}EXAMPLE)[A-Z0-9]{16}(?![A-Z0-9])/],
  [['xox'], /xox[abeoprs]-[A-Za-z0-9-]{10,250}/],
  [['xapp-'], /xapp-[0-9]-[A-Za-z0-9-]{10,250}/],
  [['hooks.slack'], /hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/]{20,200}/],
  [
    ['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'glft-', 'glsoat-'],
    /gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_.-]{20,300}/,
  ],
  [['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'], /[rs]k_(?:live|test)_[A-Za-z0-9]{16,250}/],
  [['whsec_'], /whsec_[A-Za-z0-9+/=]{20,100}/],
  [['npm_'], /npm_[A-Za-z0-9]{36}/],
  [['pypi-age'], /pypi-AgE[A-Za-z0-9_-]{50,1000}/],
  [['aiza'], /AIza[A-Za-z0-9_-]{35}/],
  [['ya29.'], /ya29\.[A-Za-z0-9_-]{20,500}/],
  [['gocspx-'], /GOCSPX-[A-Za-z0-9_-]{20,60}/],
  [['sg.'], /SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}/],
  [['doo_v1_', 'dop_v1_', 'dor_v1_'], /do[opr]_v1_[a-f0-9]{64}/],
  [['hvs.', 'hvb.', 'hvr.'], /hv[sbr]\.[A-Za-z0-9_-]{24,500}/],
  [['dckr_'], /dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,100}/],
  [
    ['sk-ant-', 'sk-proj-', 'sk-svcacct-', 'sk-or-v1-', 'sk-admin-'],
    /sk-(?:ant|proj|svcacct|or-v1|admin)-[A-Za-z0-9_-]{20,300}/,
  ],
  [['gsk_'], /gsk_[A-Za-z0-9]{40,80}/],
  [['xai-'], /xai-[A-Za-z0-9]{60,120}/],
  [['nvapi-'], /nvapi-[A-Za-z0-9_-]{40,120}/],
  [['ntn_'], /ntn_[A-Za-z0-9]{40,60}/],
  [['figd_'], /figd_[A-Za-z0-9_-]{30,80}/],
  [['sbp_', 'sb_secret_'], /(?:sbp_[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{20,80})/],
  [['tskey-'], /tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9-]{16,100}/],
  [['atctt3', 'atatt3'], /AT[AC]TT3[A-Za-z0-9_=-]{60,300}/],
  [['bkua_', 'bkcat_', 'bkct_'], /bk(?:ua|cat|ct)_[A-Za-z0-9]{32,64}/],
  [['ccipat_', 'cciprj_'], /CCIP(?:AT|RJ)_[A-Za-z0-9]{10,40}_[a-f0-9]{40}/],
  [['phx_', 'phc_'], /ph[xc]_[A-Za-z0-9]{40,60}/],
  [['apify_api_'], /apify_api_[A-Za-z0-9]{30,50}/],
  [['age-secret-k'], /AGE-SECRET-KEY-1[A-Z0-9]{58}/],
]

const payload = /\.eyJ[A-Za-z0-9_-]{4,65536}(?:\.[A-Za-z0-9_-]{0,8192})?/y

/** Found by the middle, `.eyJ`, and then backwards to where the token begins: each letter is looked at twice at most. */
function webToken(text: string, head: number): Attempt | null {
  payload.lastIndex = head
  if (!payload.test(text)) return null
  const end = payload.lastIndex
  let start = head
  while (start > 0 && isTokenLetter(text.charCodeAt(start - 1))) start--
  const header = text.slice(start, head).indexOf('eyJ')
  if (header === -1) return { guesses: [], seen: head + 1 }
  return { guesses: [{ start: start + header, end, label: 'json web token' }], seen: end }
}

function isTokenLetter(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 45 ||
    code === 95
  )
}
