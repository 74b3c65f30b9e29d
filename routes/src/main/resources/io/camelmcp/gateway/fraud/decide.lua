-- FraudRule.decide, in one step for all gateways (docs/fraud.md). A change here is one there.
-- KEYS  1 the account, 2 all frozen accounts
-- ARGV  1 account 2 id 3 region 4 time 5 now 6 window 7 ahead 8 freeze 9 whether the region is known
--       10 regions that may alternate with it, each between two US 11 transactions remembered 12 how long an account is kept
--       13 key of the transaction
-- Times stay the texts they came as wherever they are kept: Lua would write them with an exponent.
local US, RS = '\31', '\30'
local function text(number) return string.format('%.0f', number) end
local function num(value) return tonumber(value or '0') or 0 end

local h = redis.call('HMGET', KEYS[1], 'r', 't', 's', 'fa', 'fu', 'ua', 'w')
local region, time, seen = h[1] or '', h[2] or '0', h[3] or ''
local fa, fu, ua, why = h[4] or '0', h[5] or '0', h[6] or '0', h[7] or ''
local id, now, at, window = ARGV[2], num(ARGV[5]), num(ARGV[4]), num(ARGV[6])

local function active()
  if num(fu) > now and num(fa) > num(ua) then return fu end
  return '0'
end

local found = string.find(seen, RS .. ARGV[13] .. US, 1, true)
if found then
  local stop = string.find(seen, RS, found + 1, true)
  return {'1', string.sub(seen, found + 1, stop and stop - 1 or -1), active(), region, time, fa, fu, ua, why}
end

local kind
if active() ~= '0' then kind = 'frozen'
elseif ARGV[9] ~= '1' then kind = 'unknown'
elseif at > now + num(ARGV[7]) then kind = 'future'
elseif region == '' then kind = 'first'
elseif region == ARGV[3] then kind = 'same'
elseif at < num(time) - window then kind = 'late'
elseif at > num(time) + window then kind = 'moved'
elseif string.find(ARGV[10], US .. region .. US, 1, true) then kind = 'allowed'
else kind = 'alert' end

local ended = '0'
if kind == 'alert' then ended = text(now + num(ARGV[8])) elseif kind == 'frozen' then ended = fu end
local entry = table.concat({ARGV[13], kind, region, time, ARGV[5], ended, ARGV[4]}, US)
if kind == 'alert' then
  fa, fu, why = text(math.max(now, num(ua) + 1)), ended, table.concat({id, ARGV[3], region}, US)
end
if kind == 'first' or ((kind == 'same' or kind == 'moved' or kind == 'allowed' or kind == 'alert') and at > num(time)) then
  region, time = ARGV[3], ARGV[4]
end
seen = seen .. RS .. entry
local _, count = string.gsub(seen, RS, '')
if count > num(ARGV[11]) then seen = string.sub(seen, string.find(seen, RS, 2, true), -1) end

redis.call('HSET', KEYS[1], 'r', region, 't', time, 's', seen, 'fa', fa, 'fu', fu, 'ua', ua, 'w', why)
local keep = num(ARGV[12])
if active() ~= '0' then
  keep = math.max(keep, num(fu) - now + keep)
  if kind == 'alert' then
    redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[5])
    redis.call('ZADD', KEYS[2], fu, ARGV[1])
    if redis.call('PTTL', KEYS[2]) < keep then redis.call('PEXPIRE', KEYS[2], text(keep)) end
  end
end
redis.call('PEXPIRE', KEYS[1], text(keep))
return {'0', entry, active(), region, time, fa, fu, ua, why}
