-- AccountState.merge: what a gateway has decided by itself while Redis was away.
-- KEYS  1 the account, 2 all frozen accounts
-- ARGV  1 account 2 now 3 how long an account is kept 4 transactions remembered 5 r 6 t 7 s 8 fa 9 fu 10 ua 11 w
local US, RS = '\31', '\30'
local function num(value) return tonumber(value or '0') or 0 end

local h = redis.call('HMGET', KEYS[1], 'r', 't', 's', 'fa', 'fu', 'ua', 'w')
local region, time, seen = h[1] or '', h[2] or '0', h[3] or ''
local fa, fu, ua, why = h[4] or '0', h[5] or '0', h[6] or '0', h[7] or ''

for entry in string.gmatch(ARGV[7], '[^' .. RS .. ']+') do
  local key = string.sub(entry, 1, string.find(entry, US, 1, true) - 1)
  if not string.find(seen, RS .. key .. US, 1, true) then
    seen = seen .. RS .. entry
    local _, count = string.gsub(seen, RS, '')
    if count > num(ARGV[4]) then seen = string.sub(seen, string.find(seen, RS, 2, true), -1) end
  end
end
if ARGV[5] ~= '' and (region == '' or num(ARGV[6]) > num(time)) then region, time = ARGV[5], ARGV[6] end
if num(ARGV[8]) > num(fa) then fa, fu, why = ARGV[8], ARGV[9], ARGV[11] end
if num(ARGV[10]) > num(ua) then ua = ARGV[10] end

redis.call('HSET', KEYS[1], 'r', region, 't', time, 's', seen, 'fa', fa, 'fu', fu, 'ua', ua, 'w', why)
local now, keep = num(ARGV[2]), num(ARGV[3])
if num(fu) > now and num(fa) > num(ua) then
  keep = math.max(keep, num(fu) - now + keep)
  redis.call('ZADD', KEYS[2], fu, ARGV[1])
  if redis.call('PTTL', KEYS[2]) < keep then redis.call('PEXPIRE', KEYS[2], string.format('%.0f', keep)) end
else
  redis.call('ZREM', KEYS[2], ARGV[1])
end
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', keep))
return {region, time, fa, fu, ua, why}
