// Made by `node build/gitleaks-rules.ts` from the rules of gitleaks. Do not edit.
// github.com/zricethezav/gitleaks/v8@v8.30.1 (MIT, see NOTICE in this folder), 213 rules.

/** One line each: id, least entropy, bytes before the head, heads, regular expression. */
export const ruleTable = String.raw`
1password-secret-key	3.8	0	["a3-"]	\bA3-[0-9A-Z]{6}-(?:(?:[0-9A-Z]{11})|(?:[0-9A-Z]{6}-[0-9A-Z]{5}))-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}\b
1password-service-account-token	4	0	["ops_eyj"]	ops_eyJ[+/-9A-Za-z]{250,600}={0,3}
adafruit-api-key	0	0	["adafruit"]	(?:[Aa][Dd][Aa][Ff][Rr][Uu][Ii][Tt])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([\-0-9A-Z_a-z]{32})(?:[^\-0-9A-Z_a-z]|$)
adobe-client-id	2	0	["adobe"]	(?:[Aa][Dd][Oo][Bb][Ee])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{32})(?:[^\-0-9A-Z_a-z]|$)
adobe-client-secret	2	0	["p8e-"]	\b(p8e-[0-9A-Za-z]{32})(?:[^\-0-9A-Z_a-z]|$)
age-secret-key	0	0	["age-secret-k"]	AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}
airtable-api-key	0	0	["airtable"]	(?:[Aa][Ii][Rr][Tt][Aa][Bb][Ll][Ee])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{17})(?:[^\-0-9A-Z_a-z]|$)
airtable-personnal-access-token	0	0	["pat"]	\b(pat[0-9A-Za-z]{14}\.[0-9a-f]{64})\b
algolia-api-key	0	0	["algolia"]	(?:[Aa][Ll][Gg][Oo][Ll][Ii][Aa])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{32})(?:[^\-0-9A-Z_a-z]|$)
alibaba-access-key-id	2	0	["ltai"]	\b(LTAI[0-9A-Za-z]{20})(?:[^\-0-9A-Z_a-z]|$)
alibaba-secret-key	2	0	["alibaba"]	(?:[Aa][Ll][Ii][Bb][Aa][Bb][Aa])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{30})(?:[^\-0-9A-Z_a-z]|$)
anthropic-admin-api-key	0	0	["sk-ant-admin"]	\b(sk-ant-admin01-[\-0-9A-Z_a-z]{93}AA)(?:[^\-0-9A-Z_a-z]|$)
anthropic-api-key	0	0	["sk-ant-api03"]	\b(sk-ant-api03-[\-0-9A-Z_a-z]{93}AA)(?:[^\-0-9A-Z_a-z]|$)
artifactory-api-key	4.5	0	["akcp"]	\bAKCp[0-9A-Za-z]{69}\b
artifactory-reference-token	4.5	0	["cmvmd"]	\bcmVmd[0-9A-Za-z]{59}\b
asana-client-id	0	0	["asana"]	(?:[Aa][Ss][Aa][Nn][Aa])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9]{16})(?:[^\-0-9A-Z_a-z]|$)
asana-client-secret	0	0	["asana"]	(?:[Aa][Ss][Aa][Nn][Aa])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{32})(?:[^\-0-9A-Z_a-z]|$)
atlassian-api-token	3.5	0	["atatt3","atlassian","confluence","jira"]	(?:(?:ATLASSIAN|[Aa]tlassian)|(?:CONFLUENCE|[Cc]onfluence)|(?:JIRA|[Jj]ira))(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{20}[0-9A-Fa-f]{4})(?:[^\-0-9A-Z_a-z]|$)|\b([Aa][Tt][Aa][Tt][Tt]3[\-0-9=A-Z_a-z]{186})(?:[^\-0-9A-Z_a-z]|$)
authress-service-client-access-key	2	0	["authress_","ext_","sc_","scauth_"]	\b((?:sc|ext|scauth|authress)_[0-9A-Za-z]{5,30}\.[0-9A-Za-z]{4,6}\.(?:acc)[\-_][\-0-9A-Za-z]{10,32}\.[+\-/-9=A-Z_a-z]{30,120})(?:[^\-0-9A-Z_a-z]|$)
aws-access-token	3	0	["a3t","abia","acca","akia","asia"]	\b((?:A3T[0-9A-Z]|AKIA|ASIA|ABIA|ACCA)[2-7A-Z]{16})\b
aws-amazon-bedrock-api-key-long-lived	3	0	["absk"]	\b(ABSK[+/-9A-Za-z]{109,269}={0,2})(?:[^\-0-9A-Z_a-z]|$)
aws-amazon-bedrock-api-key-short-lived	3	0	["bedrock-api-"]	bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t
azure-ad-client-secret	3	3	["0q~","1q~","2q~","3q~","4q~","5q~","6q~","7q~","8q~","9q~"]	([.0-9A-Z_a-z~]{3}[0-9]Q~[\-.0-9A-Z_a-z~]{31,34})
beamer-api-token	0	0	["beamer"]	(?:[Bb][Ee][Aa][Mm][Ee][Rr])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Bb]_[\-0-9=A-Z_a-z]{44})(?:[^\-0-9A-Z_a-z]|$)
bitbucket-client-id	0	0	["bitbucket"]	(?:[Bb][Ii][Tt][Bb][Uu][Cc][Kk][Ee][Tt])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{32})(?:[^\-0-9A-Z_a-z]|$)
bitbucket-client-secret	0	0	["bitbucket"]	(?:[Bb][Ii][Tt][Bb][Uu][Cc][Kk][Ee][Tt])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([\-0-9=A-Z_a-z]{64})(?:[^\-0-9A-Z_a-z]|$)
bittrex-access-key	0	0	["bittrex"]	(?:[Bb][Ii][Tt][Tt][Rr][Ee][Xx])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{32})(?:[^\-0-9A-Z_a-z]|$)
bittrex-secret-key	0	0	["bittrex"]	(?:[Bb][Ii][Tt][Tt][Rr][Ee][Xx])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{32})(?:[^\-0-9A-Z_a-z]|$)
cisco-meraki-api-key	3	0	["meraki"]	(?:(?:(?:[Mm]eraki|MERAKI))(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3})(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9a-f]{40})(?:[^\-0-9A-Z_a-z]|$)
clickhouse-cloud-api-secret-key	3	0	["4b1d"]	\b(4b1d[0-9A-Za-z]{38})\b
clojars-api-token	2	0	["clojars_"]	[Cc][Ll][Oo][Jj][Aa][Rr][Ss]_[0-9A-Za-z]{60}
cloudflare-api-key	2	0	["cloudflare"]	(?:[Cc][Ll][Oo][Uu][Dd][Ff][Ll][Aa][Rr][Ee])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([\-0-9A-Z_a-z]{40})(?:[^\-0-9A-Z_a-z]|$)
cloudflare-global-api-key	2	0	["cloudflare"]	(?:[Cc][Ll][Oo][Uu][Dd][Ff][Ll][Aa][Rr][Ee])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{37})(?:[^\-0-9A-Z_a-z]|$)
cloudflare-origin-ca-key	2	0	["v1.0-"]	\b(v1\.0-[0-9a-f]{24}-[0-9a-f]{146})(?:[^\-0-9A-Z_a-z]|$)
codecov-access-token	0	0	["codecov"]	(?:[Cc][Oo][Dd][Ee][Cc][Oo][Vv])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{32})(?:[^\-0-9A-Z_a-z]|$)
cohere-api-token	4	0	["co_api_key","cohere"]	(?:(?:[Cc][Oo][Hh][Ee][Rr][Ee]|[Cc][Oo]_[Aa][Pp][Ii]_[Kk][Ee][Yy])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3})(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{40})(?:[^\-0-9A-Z_a-z]|$)
coinbase-access-token	0	0	["coinbase"]	(?:[Cc][Oo][Ii][Nn][Bb][Aa][Ss][Ee])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([\-0-9A-Z_a-z]{64})(?:[^\-0-9A-Z_a-z]|$)
confluent-access-token	0	0	["confluent"]	(?:[Cc][Oo][Nn][Ff][Ll][Uu][Ee][Nn][Tt])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{16})(?:[^\-0-9A-Z_a-z]|$)
confluent-secret-key	0	0	["confluent"]	(?:[Cc][Oo][Nn][Ff][Ll][Uu][Ee][Nn][Tt])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{64})(?:[^\-0-9A-Z_a-z]|$)
contentful-delivery-api-token	0	0	["contentful"]	(?:[Cc][Oo][Nn][Tt][Ee][Nn][Tt][Ff][Uu][Ll])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([\-0-9=A-Z_a-z]{43})(?:[^\-0-9A-Z_a-z]|$)
databricks-api-token	3	0	["dapi0","dapi1","dapi2","dapi3","dapi4","dapi5","dapi6","dapi7","dapi8","dapi9","dapia","dapib","dapic","dapid","dapie","dapif"]	\b(dapi[0-9a-f]{32}(?:-[0-9])?)(?:[^\-0-9A-Z_a-z]|$)
datadog-access-token	0	0	["datadog"]	(?:[Dd][Aa][Tt][Aa][Dd][Oo][Gg])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{40})(?:[^\-0-9A-Z_a-z]|$)
defined-networking-api-token	0	0	["dnkey"]	(?:[Dd][Nn][Kk][Ee][Yy])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Dd][Nn][Kk][Ee][Yy]-[\-0-9=A-Z_a-z]{26}-[\-0-9=A-Z_a-z]{52})(?:[^\-0-9A-Z_a-z]|$)
digitalocean-access-token	3	0	["doo_v1_"]	\b(doo_v1_[0-9a-f]{64})(?:[^\-0-9A-Z_a-z]|$)
digitalocean-pat	3	0	["dop_v1_"]	\b(dop_v1_[0-9a-f]{64})(?:[^\-0-9A-Z_a-z]|$)
digitalocean-refresh-token	0	0	["dor_v1_"]	\b([Dd][Oo][Rr]_[Vv]1_[0-9A-Fa-f]{64})(?:[^\-0-9A-Z_a-z]|$)
discord-api-token	0	0	["discord"]	(?:[Dd][Ii][Ss][Cc][Oo][Rr][Dd])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{64})(?:[^\-0-9A-Z_a-z]|$)
discord-client-id	2	0	["discord"]	(?:[Dd][Ii][Ss][Cc][Oo][Rr][Dd])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9]{18})(?:[^\-0-9A-Z_a-z]|$)
discord-client-secret	2	0	["discord"]	(?:[Dd][Ii][Ss][Cc][Oo][Rr][Dd])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([\-0-9=A-Z_a-z]{32})(?:[^\-0-9A-Z_a-z]|$)
doppler-api-token	2	0	["dp.pt."]	dp\.pt\.[0-9A-Za-z]{43}
droneci-access-token	0	0	["droneci"]	(?:[Dd][Rr][Oo][Nn][Ee][Cc][Ii])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{32})(?:[^\-0-9A-Z_a-z]|$)
dropbox-api-token	0	0	["dropbox"]	(?:[Dd][Rr][Oo][Pp][Bb][Oo][Xx])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{15})(?:[^\-0-9A-Z_a-z]|$)
dropbox-long-lived-api-token	0	0	["dropbox"]	(?:[Dd][Rr][Oo][Pp][Bb][Oo][Xx])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{11}([Aa][Aa][Aa][Aa][Aa][Aa][Aa][Aa][Aa][Aa])[\-0-9=A-Z_a-z]{43})(?:[^\-0-9A-Z_a-z]|$)
dropbox-short-lived-api-token	0	0	["dropbox"]	(?:[Dd][Rr][Oo][Pp][Bb][Oo][Xx])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Ss][Ll]\.[\-0-9=A-Z_a-z]{135})(?:[^\-0-9A-Z_a-z]|$)
duffel-api-token	2	0	["duffel_live_","duffel_test_"]	duffel_(?:test|live)_[\-0-9=A-Z_a-z]{43}
dynatrace-api-token	4	0	["dt0c01."]	dt0c01\.[0-9A-Za-z]{24}\.[0-9A-Za-z]{64}
easypost-api-token	2	0	["ezak"]	\bEZAK[0-9A-Za-z]{54}\b
easypost-test-api-token	2	0	["eztk"]	\bEZTK[0-9A-Za-z]{54}\b
etsy-access-token	3	0	["etsy"]	(?:(?:ETSY|[Ee]tsy))(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{24})(?:[^\-0-9A-Z_a-z]|$)
facebook-access-token	3	0	["facebook"]	[Ff][Aa][Cc][Ee][Bb][Oo][Oo][Kk][^\x0a]{0,200}?\b([0-9]{15,16}[%|][\-0-9A-Z_a-z]{27,40})(?:[^\-0-9A-Z_a-z]|$)
facebook-page-access-token	4	0	["eaac","eaam"]	\b(EAA[CM][0-9A-Za-z]{100,600})(?:[^\-0-9A-Z_a-z]|$)
facebook-secret	3	0	["facebook"]	(?:[Ff][Aa][Cc][Ee][Bb][Oo][Oo][Kk])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{32})(?:[^\-0-9A-Z_a-z]|$)
fastly-api-token	0	0	["fastly"]	(?:[Ff][Aa][Ss][Tt][Ll][Yy])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([\-0-9=A-Z_a-z]{32})(?:[^\-0-9A-Z_a-z]|$)
finicity-api-token	0	0	["finicity"]	(?:[Ff][Ii][Nn][Ii][Cc][Ii][Tt][Yy])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{32})(?:[^\-0-9A-Z_a-z]|$)
finicity-client-secret	0	0	["finicity"]	(?:[Ff][Ii][Nn][Ii][Cc][Ii][Tt][Yy])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{20})(?:[^\-0-9A-Z_a-z]|$)
finnhub-access-token	0	0	["finnhub"]	(?:[Ff][Ii][Nn][Nn][Hh][Uu][Bb])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{20})(?:[^\-0-9A-Z_a-z]|$)
flickr-access-token	0	0	["flickr"]	(?:[Ff][Ll][Ii][Cc][Kk][Rr])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{32})(?:[^\-0-9A-Z_a-z]|$)
flutterwave-encryption-key	2	0	["flwseck_test"]	FLWSECK_TEST-[0-9A-Ha-h]{12}
flutterwave-public-key	2	0	["flwpubk_test"]	FLWPUBK_TEST-[0-9A-Ha-h]{32}-[Xx]
flutterwave-secret-key	2	0	["flwseck_test"]	FLWSECK_TEST-[0-9A-Ha-h]{32}-[Xx]
flyio-access-token	4	0	["fm1a_","fm1r_","fm2_","fo1_"]	\b((?:fo1_[\-0-9A-Z_a-z]{43}|fm1[ar]_[+/-9A-Za-z]{100,600}={0,3}|fm2_[+/-9A-Za-z]{100,600}={0,3}))(?:[^\-0-9A-Z_a-z]|$)
frameio-api-token	0	0	["fio-u-"]	fio-u-[\-0-9=A-Z_a-z]{64}
freemius-secret-key	0	0	["\"secret_key\"","\"secret_key'","'secret_key\"","'secret_key'"]	["'][Ss][Ee][Cc][Rr][Ee][Tt]_[Kk][Ee][Yy]["'][\x09\x0a\x0c\x0d ]{0,600}=>[\x09\x0a\x0c\x0d ]{0,600}["']([Ss][Kk]_[^\x09\x0a\x0c\x0d ]{29})["']
freshbooks-access-token	0	0	["freshbooks"]	(?:[Ff][Rr][Ee][Ss][Hh][Bb][Oo][Oo][Kk][Ss])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{64})(?:[^\-0-9A-Z_a-z]|$)
gcp-api-key	4	0	["aiza"]	\b(AIza[\-0-9A-Z_a-z]{35})(?:[^\-0-9A-Z_a-z]|$)
github-app-token	3	0	["ghs_","ghu_"]	(?:ghu|ghs)_[0-9A-Za-z]{36}
github-fine-grained-pat	3	0	["github_pat_"]	github_pat_[0-9A-Z_a-z]{82}
github-oauth	3	0	["gho_"]	gho_[0-9A-Za-z]{36}
github-pat	3	0	["ghp_"]	ghp_[0-9A-Za-z]{36}
github-refresh-token	3	0	["ghr_"]	ghr_[0-9A-Za-z]{36}
gitlab-cicd-job-token	3	0	["glcbt-"]	glcbt-[0-9A-Za-z]{1,5}_[\-0-9A-Z_a-z]{20}
gitlab-deploy-token	3	0	["gldt-"]	gldt-[\-0-9A-Z_a-z]{20}
gitlab-feature-flag-client-token	3	0	["glffct-"]	glffct-[\-0-9A-Z_a-z]{20}
gitlab-feed-token	3	0	["glft-"]	glft-[\-0-9A-Z_a-z]{20}
gitlab-incoming-mail-token	3	0	["glimt-"]	glimt-[\-0-9A-Z_a-z]{25}
gitlab-kubernetes-agent-token	3	0	["glagent-"]	glagent-[\-0-9A-Z_a-z]{50}
gitlab-oauth-app-secret	3	0	["gloas-"]	gloas-[\-0-9A-Z_a-z]{64}
gitlab-pat	3	0	["glpat-"]	glpat-[\-0-9A-Z_a-z]{20}
gitlab-pat-routable	4	0	["glpat-"]	\bglpat-[\-0-9A-Z_a-z]{27,300}\.[0-9a-z]{2}[0-9a-z]{7}\b
gitlab-ptt	3	0	["glptt-"]	glptt-[0-9a-f]{40}
gitlab-rrt	3	0	["gr1348941"]	GR1348941[\-0-9A-Z_a-z]{20}
gitlab-runner-authentication-token	3	0	["glrt-"]	glrt-[\-0-9A-Z_a-z]{20}
gitlab-runner-authentication-token-routable	4	0	["glrt-t"]	\bglrt-t[0-9]_[\-0-9A-Z_a-z]{27,300}\.[0-9a-z]{2}[0-9a-z]{7}\b
gitlab-scim-token	3	0	["glsoat-"]	glsoat-[\-0-9A-Z_a-z]{20}
gitlab-session-cookie	3	0	["_gitlab_sess"]	_gitlab_session=[0-9a-z]{32}
gitter-access-token	0	0	["gitter"]	(?:[Gg][Ii][Tt][Tt][Ee][Rr])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([\-0-9A-Z_a-z]{40})(?:[^\-0-9A-Z_a-z]|$)
gocardless-api-token	0	0	["gocardless"]	(?:[Gg][Oo][Cc][Aa][Rr][Dd][Ll][Ee][Ss][Ss])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Ll][Ii][Vv][Ee]_[\-0-9=A-Z_a-z]{40})(?:[^\-0-9A-Z_a-z]|$)
grafana-api-key	3	0	["eyjrijoi"]	\b([Ee][Yy][Jj][Rr][Ii][Jj][Oo][Ii][0-9A-Za-z]{70,400}={0,3})(?:[^\-0-9A-Z_a-z]|$)
grafana-cloud-api-token	3	0	["glc_"]	\b([Gg][Ll][Cc]_[+/-9A-Za-z]{32,400}={0,3})(?:[^\-0-9A-Z_a-z]|$)
grafana-service-account-token	3	0	["glsa_"]	\b([Gg][Ll][Ss][Aa]_[0-9A-Za-z]{32}_[0-9A-Fa-f]{8})(?:[^\-0-9A-Z_a-z]|$)
harness-api-key	0	0	["pat.","sat."]	(?:pat|sat)\.[\-0-9A-Z_a-z]{22}\.[0-9A-Za-z]{24}\.[0-9A-Za-z]{20}
hashicorp-tf-api-token	3.5	14	[".atlasv1."]	[0-9A-Za-z]{14}\.(?:atlasv1)\.[\-0-9=A-Z_a-z]{60,70}
heroku-api-key	0	0	["heroku"]	(?:[Hh][Ee][Rr][Oo][Kk][Uu])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})(?:[^\-0-9A-Z_a-z]|$)
heroku-api-key-v2	4	0	["hrku-aa"]	\b((HRKU-AA[\-0-9A-Z_a-z]{58}))(?:[^\-0-9A-Z_a-z]|$)
hubspot-api-key	0	0	["hubspot"]	(?:[Hh][Uu][Bb][Ss][Pp][Oo][Tt])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})(?:[^\-0-9A-Z_a-z]|$)
huggingface-access-token	2	0	["hf_"]	\b(hf_(?:[A-Za-z]{34}))(?:[^\-0-9A-Z_a-z]|$)
huggingface-organization-api-token	2	0	["api_org_"]	\b(api_org_(?:[A-Za-z]{34}))(?:[^\-0-9A-Z_a-z]|$)
infracost-api-token	3	0	["ico-"]	\b(ico-[0-9A-Za-z]{32})(?:[^\-0-9A-Z_a-z]|$)
intercom-api-key	0	0	["intercom"]	(?:[Ii][Nn][Tt][Ee][Rr][Cc][Oo][Mm])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([\-0-9=A-Z_a-z]{60})(?:[^\-0-9A-Z_a-z]|$)
intra42-client-secret	3	0	["s-s4t2af-","s-s4t2ud-"]	\b(s-s4t2(?:ud|af)-[0-9A-Fa-f]{64})(?:[^\-0-9A-Z_a-z]|$)
jfrog-api-key	0	0	["artifactory","bintray","jfrog","xray"]	(?:[Jj][Ff][Rr][Oo][Gg]|[Aa][Rr][Tt][Ii][Ff][Aa][Cc][Tt][Oo][Rr][Yy]|[Bb][Ii][Nn][Tt][Rr][Aa][Yy]|[Xx][Rr][Aa][Yy])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{73})(?:[^\-0-9A-Z_a-z]|$)
jfrog-identity-token	0	0	["artifactory","bintray","jfrog","xray"]	(?:[Jj][Ff][Rr][Oo][Gg]|[Aa][Rr][Tt][Ii][Ff][Aa][Cc][Tt][Oo][Rr][Yy]|[Bb][Ii][Nn][Tt][Rr][Aa][Yy]|[Xx][Rr][Aa][Yy])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{64})(?:[^\-0-9A-Z_a-z]|$)
jwt-base64	2	0	["zxlkagjhy2lp","zxlkagnivwlp","zxlkagniwwlp","zxlkagrxuwlp","zxlkamntbdbj","zxlkamria2lp","zxlkau5quwlp","zxlkbgjttwlp","zxlkbgnhc2lp","zxlkcgmztwlp","zxlkcgrpstzj","zxlkclpybgzi","zxlkcmfxuwlp","zxlkcmria2lp","zxlkcwezvwlp","zxlkcwqyc2lp","zxlkd01ttwlp","zxlkd01utwlp","zxlkd2niuwlp","zxlkdwiynwpa","zxlkemruuwlp","zxlkemrxswlp","zxlkmflxy2lp","zxlkmgvyqwlp","zxlkmlpysnph","zxlkmlpyswlp","zxlkmwmyvwlp","zxlkmwntd2l","zxlkne5xtwlp","zxlkne5yuwlp","zxlkne5yuwpv","zxlkne5yvwlp","zxlknelqb2","zxlknmfyqwlp"]	\bZXlK(?:(?:aGJHY2lPaU)|(?:aGNIVWlPaU)|(?:aGNIWWlPaU)|(?:aGRXUWlPaU)|(?:aU5qUWlP)|(?:amNtbDBJanBi)|(?:amRIa2lPaU)|(?:bGNHc2lPbn)|(?:bGJtTWlPaU)|(?:cWEzVWlPaU)|(?:cWQyc2lPb)|(?:cGMzTWlPaU)|(?:cGRpSTZJ)|(?:cmFXUWlP)|(?:clpYbGZiM0J6SWpwY)|(?:cmRIa2lPaUp)|(?:dWIyNWpaU0k2)|(?:d01tTWlP)|(?:d01uTWlPaU)|(?:d2NIUWlPaU)|(?:emRXSWlPaU)|(?:emRuUWlP)|(?:MFlXY2lPaU)|(?:MGVYQWlPaUp)|(?:MWNtd2l)|(?:MWMyVWlPaUp)|(?:MlpYSWlPaU)|(?:MlpYSnphVzl1SWpv)|(?:NElqb2)|(?:NE5XTWlP)|(?:NE5YUWlPaU)|(?:NE5YUWpVekkxTmlJNkl)|(?:NE5YVWlPaU)|(?:NmFYQWlPaU))[\x0a\x0d+\-/-9A-Z\\_a-z]{40,600}={0,2}
kraken-access-token	0	0	["kraken"]	(?:[Kk][Rr][Aa][Kk][Ee][Nn])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([+\-/-9=A-Z_a-z]{80,90})(?:[^\-0-9A-Z_a-z]|$)
kucoin-access-token	0	0	["kucoin"]	(?:[Kk][Uu][Cc][Oo][Ii][Nn])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{24})(?:[^\-0-9A-Z_a-z]|$)
kucoin-secret-key	0	0	["kucoin"]	(?:[Kk][Uu][Cc][Oo][Ii][Nn])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})(?:[^\-0-9A-Z_a-z]|$)
launchdarkly-access-token	0	0	["launchdarkly"]	(?:[Ll][Aa][Uu][Nn][Cc][Hh][Dd][Aa][Rr][Kk][Ll][Yy])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([\-0-9=A-Z_a-z]{40})(?:[^\-0-9A-Z_a-z]|$)
linear-api-key	2	0	["lin_api_"]	lin_api_[0-9A-Za-z]{40}
linear-client-secret	2	0	["linear"]	(?:[Ll][Ii][Nn][Ee][Aa][Rr])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{32})(?:[^\-0-9A-Z_a-z]|$)
linkedin-client-id	2	0	["linked-in","linked_in","linkedin"]	(?:[Ll][Ii][Nn][Kk][Ee][Dd][\-_]?[Ii][Nn])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{14})(?:[^\-0-9A-Z_a-z]|$)
linkedin-client-secret	2	0	["linked-in","linked_in","linkedin"]	(?:[Ll][Ii][Nn][Kk][Ee][Dd][\-_]?[Ii][Nn])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{16})(?:[^\-0-9A-Z_a-z]|$)
lob-api-key	0	0	["lob"]	(?:[Ll][Oo][Bb])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}(([Ll][Ii][Vv][Ee]|[Tt][Ee][Ss][Tt])_[0-9A-Fa-f]{35})(?:[^\-0-9A-Z_a-z]|$)
lob-pub-api-key	0	0	["lob"]	(?:[Ll][Oo][Bb])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}(([Tt][Ee][Ss][Tt]|[Ll][Ii][Vv][Ee])_[Pp][Uu][Bb]_[0-9A-Fa-f]{31})(?:[^\-0-9A-Z_a-z]|$)
looker-client-id	0	0	["looker"]	(?:[Ll][Oo][Oo][Kk][Ee][Rr])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{20})(?:[^\-0-9A-Z_a-z]|$)
looker-client-secret	0	0	["looker"]	(?:[Ll][Oo][Oo][Kk][Ee][Rr])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{24})(?:[^\-0-9A-Z_a-z]|$)
mailchimp-api-key	0	0	["mailchimp"]	(?:[Mm][Aa][Ii][Ll][Cc][Hh][Ii][Mm][Pp][Ss][Dd][Kk][^\x0a][Ii][Nn][Ii][Tt][Ii][Aa][Ll][Ii][Zz][Ee]|[Mm][Aa][Ii][Ll][Cc][Hh][Ii][Mm][Pp])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{32}-[Uu][Ss][0-9][0-9])(?:[^\-0-9A-Z_a-z]|$)
mailgun-private-api-token	0	0	["mailgun"]	(?:[Mm][Aa][Ii][Ll][Gg][Uu][Nn])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Kk][Ee][Yy]-[0-9A-Fa-f]{32})(?:[^\-0-9A-Z_a-z]|$)
mailgun-pub-key	0	0	["mailgun"]	(?:[Mm][Aa][Ii][Ll][Gg][Uu][Nn])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Pp][Uu][Bb][Kk][Ee][Yy]-[0-9A-Fa-f]{32})(?:[^\-0-9A-Z_a-z]|$)
mailgun-signing-key	0	0	["mailgun"]	(?:[Mm][Aa][Ii][Ll][Gg][Uu][Nn])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Ha-h]{32}-[0-9A-Ha-h]{8}-[0-9A-Ha-h]{8})(?:[^\-0-9A-Z_a-z]|$)
mapbox-api-token	0	0	["mapbox"]	(?:[Mm][Aa][Pp][Bb][Oo][Xx])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Pp][Kk]\.[0-9A-Za-z]{60}\.[0-9A-Za-z]{22})(?:[^\-0-9A-Z_a-z]|$)
mattermost-access-token	0	0	["mattermost"]	(?:[Mm][Aa][Tt][Tt][Ee][Rr][Mm][Oo][Ss][Tt])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{26})(?:[^\-0-9A-Z_a-z]|$)
maxmind-license-key	4	36	["_mmk"]	\b([0-9A-Za-z]{6}_[0-9A-Za-z]{29}_mmk)(?:[^\-0-9A-Z_a-z]|$)
messagebird-api-token	0	0	["message-bird","message_bird","messagebird"]	(?:[Mm][Ee][Ss][Ss][Aa][Gg][Ee][\-_]?[Bb][Ii][Rr][Dd])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{25})(?:[^\-0-9A-Z_a-z]|$)
messagebird-client-id	0	0	["message-bird","message_bird","messagebird"]	(?:[Mm][Ee][Ss][Ss][Aa][Gg][Ee][\-_]?[Bb][Ii][Rr][Dd])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})(?:[^\-0-9A-Z_a-z]|$)
microsoft-teams-webhook	0	0	[".webhook.off"]	\.webhook\.office\.com\/webhookb2\/([\-0-9@a-z]{36,100}\/IncomingWebhook\/[0-9a-z]{32}\/[\-0-9a-z]{36})
netlify-access-token	0	0	["netlify"]	(?:[Nn][Ee][Tt][Ll][Ii][Ff][Yy])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([\-0-9=A-Z_a-z]{40,46})(?:[^\-0-9A-Z_a-z]|$)
new-relic-browser-api-token	0	0	["new-relic","new_relic","newrelic"]	(?:[Nn][Ee][Ww]-[Rr][Ee][Ll][Ii][Cc]|[Nn][Ee][Ww][Rr][Ee][Ll][Ii][Cc]|[Nn][Ee][Ww]_[Rr][Ee][Ll][Ii][Cc])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Nn][Rr][Jj][Ss]-[0-9A-Fa-f]{19})(?:[^\-0-9A-Z_a-z]|$)
new-relic-insert-key	0	0	["new-relic","new_relic","newrelic"]	(?:[Nn][Ee][Ww]-[Rr][Ee][Ll][Ii][Cc]|[Nn][Ee][Ww][Rr][Ee][Ll][Ii][Cc]|[Nn][Ee][Ww]_[Rr][Ee][Ll][Ii][Cc])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Nn][Rr][Ii][Ii]-[\-0-9A-Za-z]{32})(?:[^\-0-9A-Z_a-z]|$)
new-relic-user-api-id	0	0	["new-relic","new_relic","newrelic"]	(?:[Nn][Ee][Ww]-[Rr][Ee][Ll][Ii][Cc]|[Nn][Ee][Ww][Rr][Ee][Ll][Ii][Cc]|[Nn][Ee][Ww]_[Rr][Ee][Ll][Ii][Cc])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{64})(?:[^\-0-9A-Z_a-z]|$)
new-relic-user-api-key	0	0	["new-relic","new_relic","newrelic"]	(?:[Nn][Ee][Ww]-[Rr][Ee][Ll][Ii][Cc]|[Nn][Ee][Ww][Rr][Ee][Ll][Ii][Cc]|[Nn][Ee][Ww]_[Rr][Ee][Ll][Ii][Cc])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Nn][Rr][Aa][Kk]-[0-9A-Za-z]{27})(?:[^\-0-9A-Z_a-z]|$)
notion-api-token	4	0	["ntn_0","ntn_1","ntn_2","ntn_3","ntn_4","ntn_5","ntn_6","ntn_7","ntn_8","ntn_9"]	\b(ntn_[0-9]{11}[0-9A-Za-z]{32}[0-9A-Za-z]{3})(?:[^\-0-9A-Z_a-z]|$)
npm-access-token	2	0	["npm_"]	\b([Nn][Pp][Mm]_[0-9A-Za-z]{36})(?:[^\-0-9A-Z_a-z]|$)
nuget-config-password	1	0	["<add key=\"cl","<add key=\"pa"]	<[Aa][Dd][Dd] [Kk][Ee][Yy]="(?:(?:[Cc][Ll][Ee][Aa][Rr][Tt][Ee][Xx][Tt])?[Pp][Aa][Ss][Ss][Ww][Oo][Rr][Dd])"[\x09\x0a\x0c\x0d ]{0,600}[Vv][Aa][Ll][Uu][Ee]="([^\x0a]{8,600})"[\x09\x0a\x0c\x0d ]{0,600}\/>
nytimes-access-token	0	0	["new-york-tim","newyorktimes","nytimes"]	(?:[Nn][Yy][Tt][Ii][Mm][Ee][Ss]|[Nn][Ee][Ww]-[Yy][Oo][Rr][Kk]-[Tt][Ii][Mm][Ee][Ss],|[Nn][Ee][Ww][Yy][Oo][Rr][Kk][Tt][Ii][Mm][Ee][Ss])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([\-0-9=A-Z_a-z]{32})(?:[^\-0-9A-Z_a-z]|$)
octopus-deploy-api-key	3	0	["api-"]	\b(API-[0-9A-Z]{26})(?:[^\-0-9A-Z_a-z]|$)
okta-access-token	4	0	["okta"]	(?:(?:(?:[Oo]kta|OKTA))(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3})(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}(00[\-0-9=A-Z_a-z]{40})(?:[^\-0-9A-Z_a-z]|$)
openai-api-key	3	0	["sk-"]	\b(sk-(?:proj|svcacct|admin)-(?:[\-0-9A-Z_a-z]{74}|[\-0-9A-Z_a-z]{58})T3BlbkFJ(?:[\-0-9A-Z_a-z]{74}|[\-0-9A-Z_a-z]{58})\b|sk-[0-9A-Za-z]{20}T3BlbkFJ[0-9A-Za-z]{20})(?:[^\-0-9A-Z_a-z]|$)
openshift-user-token	3.5	0	["sha256~"]	\b(sha256~[\-0-9A-Z_a-z]{43})(?:[^\-0-9A-Z_a-z]|$)
perplexity-api-key	4	0	["pplx-"]	\b(pplx-[0-9A-Za-z]{48})(?:[\x09\x0a\x0c\x0d "';\x60]|\\[nr]|$|\b)
plaid-api-token	0	0	["plaid"]	(?:[Pp][Ll][Aa][Ii][Dd])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Aa][Cc][Cc][Ee][Ss][Ss]-(?:[Ss][Aa][Nn][Dd][Bb][Oo][Xx]|[Dd][Ee][Vv][Ee][Ll][Oo][Pp][Mm][Ee][Nn][Tt]|[Pp][Rr][Oo][Dd][Uu][Cc][Tt][Ii][Oo][Nn])-[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})(?:[^\-0-9A-Z_a-z]|$)
plaid-client-id	3.5	0	["plaid"]	(?:[Pp][Ll][Aa][Ii][Dd])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{24})(?:[^\-0-9A-Z_a-z]|$)
plaid-secret-key	3.5	0	["plaid"]	(?:[Pp][Ll][Aa][Ii][Dd])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{30})(?:[^\-0-9A-Z_a-z]|$)
planetscale-api-token	3	0	["pscale_tkn_"]	\b(pscale_tkn_[\-.0-9=A-Z_a-z]{32,64})(?:[^\-0-9A-Z_a-z]|$)
planetscale-oauth-token	3	0	["pscale_oauth"]	\b(pscale_oauth_[\-.0-9=A-Z_a-z]{32,64})(?:[^\-0-9A-Z_a-z]|$)
planetscale-password	3	0	["pscale_pw_"]	\b([Pp][Ss][Cc][Aa][Ll][Ee]_[Pp][Ww]_[\-.0-9=A-Z_a-z]{32,64})(?:[^\-0-9A-Z_a-z]|$)
postman-api-token	3	0	["pmak-"]	\b(PMAK-[0-9A-Fa-f]{24}-[0-9A-Fa-f]{34})(?:[^\-0-9A-Z_a-z]|$)
prefect-api-token	2	0	["pnu_"]	\b(pnu_[0-9A-Za-z]{36})(?:[^\-0-9A-Z_a-z]|$)
privateai-api-token	3	0	["private-ai","private_ai","privateai"]	(?:(?:[Pp][Rr][Ii][Vv][Aa][Tt][Ee][\-_]?[Aa][Ii])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3})(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9a-z]{32})(?:[^\-0-9A-Z_a-z]|$)
pulumi-api-token	2	0	["pul-0","pul-1","pul-2","pul-3","pul-4","pul-5","pul-6","pul-7","pul-8","pul-9","pul-a","pul-b","pul-c","pul-d","pul-e","pul-f"]	\b(pul-[0-9a-f]{40})(?:[^\-0-9A-Z_a-z]|$)
pypi-upload-token	3	0	["pypi-ageichl"]	pypi-AgEIcHlwaS5vcmc[\-0-9A-Z_a-z]{50,1000}
rapidapi-access-token	0	0	["rapidapi"]	(?:[Rr][Aa][Pp][Ii][Dd][Aa][Pp][Ii])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([\-0-9A-Z_a-z]{50})(?:[^\-0-9A-Z_a-z]|$)
readme-api-token	2	0	["rdme_"]	\b(rdme_[0-9a-z]{70})(?:[^\-0-9A-Z_a-z]|$)
rubygems-api-token	2	0	["rubygems_"]	\b(rubygems_[0-9a-f]{48})(?:[^\-0-9A-Z_a-z]|$)
scalingo-api-token	2	0	["tk-us-"]	\b(tk-us-[\-0-9A-Z_a-z]{48})(?:[^\-0-9A-Z_a-z]|$)
sendbird-access-id	0	0	["sendbird"]	(?:[Ss][Ee][Nn][Dd][Bb][Ii][Rr][Dd])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})(?:[^\-0-9A-Z_a-z]|$)
sendbird-access-token	0	0	["sendbird"]	(?:[Ss][Ee][Nn][Dd][Bb][Ii][Rr][Dd])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{40})(?:[^\-0-9A-Z_a-z]|$)
sendgrid-api-token	2	0	["sg."]	\b(SG\.[\-.0-9=A-Z_a-z]{66})(?:[^\-0-9A-Z_a-z]|$)
sendinblue-api-token	2	0	["xkeysib-"]	\b(xkeysib-[0-9a-f]{64}-[0-9A-Za-z]{16})(?:[^\-0-9A-Z_a-z]|$)
sentry-access-token	3	0	["sentry"]	(?:[Ss][Ee][Nn][Tt][Rr][Yy])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{64})(?:[^\-0-9A-Z_a-z]|$)
sentry-org-token	4.5	0	["sntrys_eyjpy"]	\bsntrys_eyJpYXQiO[+/-9A-Za-z]{10,200}(?:LCJyZWdpb25fdXJs|InJlZ2lvbl91cmwi|cmVnaW9uX3VybCI6)[+/-9A-Za-z]{10,200}={0,2}_[+/-9A-Za-z]{43}(?:[^+/-9A-Za-z]|$)
sentry-user-token	3.5	0	["sntryu_"]	\b(sntryu_[0-9a-f]{64})(?:[^\-0-9A-Z_a-z]|$)
settlemint-application-access-token	3	0	["sm_aat_"]	\b(sm_aat_[0-9A-Za-z]{16})(?:[^\-0-9A-Z_a-z]|$)
settlemint-personal-access-token	3	0	["sm_pat_"]	\b(sm_pat_[0-9A-Za-z]{16})(?:[^\-0-9A-Z_a-z]|$)
settlemint-service-access-token	3	0	["sm_sat_"]	\b(sm_sat_[0-9A-Za-z]{16})(?:[^\-0-9A-Z_a-z]|$)
shippo-api-token	2	0	["shippo_live_","shippo_test_"]	\b(shippo_(?:live|test)_[0-9A-Fa-f]{40})(?:[^\-0-9A-Z_a-z]|$)
shopify-access-token	2	0	["shpat_"]	shpat_[0-9A-Fa-f]{32}
shopify-custom-access-token	2	0	["shpca_"]	shpca_[0-9A-Fa-f]{32}
shopify-private-app-access-token	2	0	["shppa_"]	shppa_[0-9A-Fa-f]{32}
shopify-shared-secret	2	0	["shpss_"]	shpss_[0-9A-Fa-f]{32}
sidekiq-secret	0	0	["bundle_enter","bundle_gems_"]	(?:[Bb][Uu][Nn][Dd][Ll][Ee]_[Ee][Nn][Tt][Ee][Rr][Pp][Rr][Ii][Ss][Ee]__[Cc][Oo][Nn][Tt][Rr][Ii][Bb][Ss][Yy][Ss]__[Cc][Oo][Mm]|[Bb][Uu][Nn][Dd][Ll][Ee]_[Gg][Ee][Mm][Ss]__[Cc][Oo][Nn][Tt][Rr][Ii][Bb][Ss][Yy][Ss]__[Cc][Oo][Mm])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{8}:[0-9A-Fa-f]{8})(?:[^\-0-9A-Z_a-z]|$)
slack-app-token	2	0	["xapp-"]	[Xx][Aa][Pp][Pp]-[0-9]-[0-9A-Za-z]{1,600}-[0-9]{1,600}-[0-9A-Za-z]{1,600}
slack-bot-token	3	0	["xoxb-"]	xoxb-[0-9]{10,13}-[0-9]{10,13}[\-0-9A-Za-z]{0,600}
slack-config-access-token	2	0	["xoxe"]	[Xx][Oo][Xx][Ee][^\x0a][Xx][Oo][Xx][BPbp]-[0-9]-[0-9A-Za-z]{163,166}
slack-config-refresh-token	2	0	["xoxe-"]	[Xx][Oo][Xx][Ee]-[0-9]-[0-9A-Za-z]{146}
slack-legacy-bot-token	2	0	["xoxb-"]	xoxb-[0-9]{8,14}-[0-9A-Za-z]{18,26}
slack-legacy-token	2	0	["xoxo-","xoxs-"]	xox[os]-[0-9]{1,600}-[0-9]{1,600}-[0-9]{1,600}-[0-9A-Fa-f]{1,600}
slack-legacy-workspace-token	2	0	["xoxa-","xoxr-"]	xox[ar]-(?:[0-9]-)?[0-9A-Za-z]{8,48}
slack-user-token	2	0	["xoxe-","xoxp-"]	xox[ep](?:-[0-9]{10,13}){3}-[\-0-9A-Za-z]{28,34}
slack-webhook-url	0	0	["hooks.slack."]	hooks\.slack\.com\/((?:services|workflows|triggers)\/[+/-9A-Za-z]{43,56})
snyk-api-token	0	0	["snyk-api","snyk-key","snyk-oauth","snyk-token","snyk.api","snyk.key","snyk.oauth","snyk.token","snyk_api","snyk_key","snyk_oauth","snyk_token","snykapi","snykkey","snykoauth","snyktoken"]	(?:[Ss][Nn][Yy][Kk][\-._]?(?:(?:[Aa][Pp][Ii]|[Oo][Aa][Uu][Tt][Hh])[\-._]?)?(?:[Kk][Ee][Yy]|[Tt][Oo][Kk][Ee][Nn]))(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})(?:[^\-0-9A-Z_a-z]|$)
sonar-api-token	0	0	["sonar"]	(?:[Ss][Oo][Nn][Aa][Rr][\-._]?(?:[Ll][Oo][Gg][Ii][Nn]|[Tt][Oo][Kk][Ee][Nn]))(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}((?:[Ss][Qq][Uu]_|[Ss][Qq][Pp]_|[Ss][Qq][Aa]_)?[\-0-9=A-Z_a-z]{40})(?:[^\-0-9A-Z_a-z]|$)
sourcegraph-access-token	3	0	["sgp_0","sgp_1","sgp_2","sgp_3","sgp_4","sgp_5","sgp_6","sgp_7","sgp_8","sgp_9","sgp_a","sgp_b","sgp_c","sgp_d","sgp_e","sgp_f","sgp_local_"]	\b(sgp_(?:(?:[0-9A-Fa-f]{16}|local)_)?[0-9A-Fa-f]{40})\b
square-access-token	2	0	["eaaa","sq0atp-"]	\b((?:EAAA|sq0atp-)[\-0-9A-Z_a-z]{22,60})(?:[^\-0-9A-Z_a-z]|$)
squarespace-access-token	0	0	["squarespace"]	(?:[Ss][Qq][Uu][Aa][Rr][Ee][Ss][Pp][Aa][Cc][Ee])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})(?:[^\-0-9A-Z_a-z]|$)
stripe-access-token	2	0	["rk_live_","rk_prod_","rk_test_","sk_live_","sk_prod_","sk_test_"]	\b((?:sk|rk)_(?:test|live|prod)_[0-9A-Za-z]{10,99})(?:[^\-0-9A-Z_a-z]|$)
sumologic-access-id	3	0	["sumo"]	(?:(?:(?:[Ss]umo|SUMO))(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3})(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}(su[0-9A-Za-z]{12})(?:[^\-0-9A-Z_a-z]|$)
sumologic-access-token	3	0	["sumo"]	(?:(?:[Ss]umo|SUMO))(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{64})(?:[^\-0-9A-Z_a-z]|$)
telegram-bot-api-token	0	0	["telegr"]	(?:[Tt][Ee][Ll][Ee][Gg][Rr])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9]{5,16}:(?:A)[\-0-9A-Z_a-z]{34})(?:[^\-0-9A-Z_a-z]|$)
travisci-access-token	0	0	["travis"]	(?:[Tt][Rr][Aa][Vv][Ii][Ss])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{22})(?:[^\-0-9A-Z_a-z]|$)
twilio-api-key	3	0	["sk0","sk1","sk2","sk3","sk4","sk5","sk6","sk7","sk8","sk9","ska","skb","skc","skd","ske","skf"]	SK[0-9A-Fa-f]{32}
twitch-api-token	0	0	["twitch"]	(?:[Tt][Ww][Ii][Tt][Cc][Hh])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{30})(?:[^\-0-9A-Z_a-z]|$)
twitter-access-secret	0	0	["twitter"]	(?:[Tt][Ww][Ii][Tt][Tt][Ee][Rr])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{45})(?:[^\-0-9A-Z_a-z]|$)
twitter-access-token	0	0	["twitter"]	(?:[Tt][Ww][Ii][Tt][Tt][Ee][Rr])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9]{15,25}-[0-9A-Za-z]{20,40})(?:[^\-0-9A-Z_a-z]|$)
twitter-api-key	0	0	["twitter"]	(?:[Tt][Ww][Ii][Tt][Tt][Ee][Rr])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{25})(?:[^\-0-9A-Z_a-z]|$)
twitter-api-secret	0	0	["twitter"]	(?:[Tt][Ww][Ii][Tt][Tt][Ee][Rr])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{50})(?:[^\-0-9A-Z_a-z]|$)
twitter-bearer-token	0	0	["twitter"]	(?:[Tt][Ww][Ii][Tt][Tt][Ee][Rr])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Aa]{22}[%0-9A-Za-z]{80,100})(?:[^\-0-9A-Z_a-z]|$)
typeform-api-token	0	0	["typeform"]	(?:[Tt][Yy][Pp][Ee][Ff][Oo][Rr][Mm])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Tt][Ff][Pp]_[\-.0-9=A-Z_a-z]{59})(?:[^\-0-9A-Z_a-z]|$)
vault-batch-token	4	0	["hvb."]	\b(hvb\.[\-0-9A-Z_a-z]{138,300})(?:[^\-0-9A-Z_a-z]|$)
vault-service-token	3.5	0	["\ns."," s.","\"s.","'s.",":s.","=s.","hvs."]	(?:\b(hvs\.[\-0-9A-Z_a-z]{90,120})|[\x0a "':=](s\.[0-9A-Za-z]{24}))(?:[^\-0-9A-Z_a-z]|$)
yandex-access-token	0	0	["yandex"]	(?:[Yy][Aa][Nn][Dd][Ee][Xx])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Tt]1\.[\-0-9A-Z_a-z]{1,600}[=]{0,2}\.[\-0-9A-Z_a-z]{86}[=]{0,2})(?:[^\-0-9A-Z_a-z]|$)
yandex-api-key	0	0	["yandex"]	(?:[Yy][Aa][Nn][Dd][Ee][Xx])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Aa][Qq][Vv][Nn][\-0-9A-Z_a-z]{35,38})(?:[^\-0-9A-Z_a-z]|$)
yandex-aws-access-token	0	0	["yandex"]	(?:[Yy][Aa][Nn][Dd][Ee][Xx])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([Yy][Cc][\-0-9A-Z_a-z]{38})(?:[^\-0-9A-Z_a-z]|$)
zendesk-secret-key	0	0	["zendesk"]	(?:[Zz][Ee][Nn][Dd][Ee][Ss][Kk])(?:[\x09 \-.0-9A-Z_a-z]{0,20})[\x09\x0a\x0c\x0d "']{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x09\x0a\x0c\x0d "'=\x60]{0,5}([0-9A-Za-z]{40})(?:[^\-0-9A-Z_a-z]|$)
`

/** What a secret is not, one line each: rule (`*` for all), regular expression. */
export const allowedTable = String.raw`
*	^(?:[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Nn][Uu][Ll][Ll])$
*	^(?:[Aa]{1,600}|[Bb]{1,600}|[Cc]{1,600}|[Dd]{1,600}|[Ee]{1,600}|[Ff]{1,600}|[Gg]{1,600}|[Hh]{1,600}|[Ii]{1,600}|[Jj]{1,600}|[Kk]{1,600}|[Ll]{1,600}|[Mm]{1,600}|[Nn]{1,600}|[Oo]{1,600}|[Pp]{1,600}|[Qq]{1,600}|[Rr]{1,600}|[Ss]{1,600}|[Tt]{1,600}|[Uu]{1,600}|[Vv]{1,600}|[Ww]{1,600}|[Xx]{1,600}|[Yy]{1,600}|[Zz]{1,600}|\*{1,600}|\.{1,600})$
*	^\$(?:[0-9]{1,600}|\{[0-9]{1,600}\})$
*	^\$(?:[A-Z_]{1,600}|[_a-z]{1,600})$
*	^\$\{(?:[A-Z_]{1,600}|[_a-z]{1,600})\}$
*	^\{\{[\x09 ]{0,600}[ ().0-9A-Z_a-z|]{1,600}[\x09 ]{0,600}\}\}$
*	^\$\{\{[\x09 ]{0,600}(?:(?:env|github|secrets|vars)(?:\.[A-Za-z][0-9A-Z_a-z]{1,600}){1,600}[ "&'.-9=A-Z_a-z|]{0,600})[\x09 ]{0,600}\}\}$
*	^%(?:[A-Z_]{1,600}|[_a-z]{1,600})%$
*	^%[ #+\-0]?[E-GOTUXb-go-qstvx]$
*	^\{[0-9]{0,2}\}$
*	^@(?:[A-Z_]{1,600}|[_a-z]{1,600})@$
*	^\/Users\/[0-9A-Za-z]{1,600}\/[ .-9A-Z_a-z]{1,600}$
*	^\/(?:bin|etc|home|opt|tmp|usr|var)\/[ \--9A-Z_a-z]{1,600}$
aws-access-token	[^\x0a]{1,600}EXAMPLE$
vault-service-token	s\.[A-Za-z]{24}
`
