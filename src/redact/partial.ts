// What redaction cannot see whole: beginnings that were cut off, and files that nobody has described.

/** Lines longer than this are kept as they are: nothing of one would be left. */
const longestPart = 65_536
const lineFeed = 0x0a

/** The bytes without the first line, which begins somewhere in its middle. */
export function fromWholeLine(bytes: Uint8Array): Uint8Array {
  const end = bytes.subarray(0, longestPart).indexOf(lineFeed)
  return end === -1 ? bytes : bytes.subarray(end + 1)
}

const readers =
  /(?:^|[\s;|&(`{!])(?:\S{0,80}\/)?(?:cat|tac|head|tail|more|less|strings|od|xxd|hexdump|base32|base64|grep|[ef]grep|zcat|gunzip|sed|awk|cut|sort|uniq|tr|tee|dd|cp|tar|cpio|diff|find|nl|rev|read|source|jq|yq|openssl|python3?|perl|ruby|node|php)(?=$|[\s;|&)<`}])/m

/** Whether a shell text may print what stands in files. Rather once too often: it is asked where nothing can be hidden by value. */
export function readsFiles(run: string): boolean {
  return readers.test(run) || /<(?![<(])/.test(run)
}
