-- AccountState.unfrozen; says whether the account was frozen.
-- KEYS  1 the account, 2 all frozen accounts
-- ARGV  1 account 2 now
local h = redis.call('HMGET', KEYS[1], 'fa', 'fu', 'ua')
local now = tonumber(ARGV[2])
redis.call('ZREM', KEYS[2], ARGV[1])
if not h[1] or tonumber(h[2]) <= now or tonumber(h[1]) <= tonumber(h[3]) then return {'0'} end
-- the gateway that froze it may be ahead of this one
redis.call('HSET', KEYS[1], 'ua', tonumber(h[1]) > now and h[1] or ARGV[2])
return {'1'}
