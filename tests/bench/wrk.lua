-- For wrk: cards that nobody has asked for before, when the path ends in "title="; and results as JSON.

local letters = { "%D0%B0", "%D0%B5", "%D0%B8", "%D0%BA", "%D0%BB", "%D0%BC", "%D0%BD", "%D0%BE", "%D1%80", "%D1%82" }
local threads = 0

function setup(thread)
   threads = threads + 1
   thread:set("number", threads)
end

-- As Titles of workload.py: the headline with a word replaced.
local function title(headline)
   local word = {}
   for i = 1, 8 do word[i] = letters[math.random(#letters)] end
   return (headline:gsub("DeepSeek", function() return table.concat(word) end))
end

function init(args)
   math.randomseed(os.time() * 64 + number)
   if args[1] then
      local count, headline = 0, args[1]
      request = function()
         count = count + 1
         return wrk.format(nil, wrk.path .. title(headline) .. "%20" .. number .. "-" .. count)
      end
   end
end

function done(summary, latency)
   local errors = summary.errors
   print(string.format('{"requests": %d, "seconds": %f, "errors": %d, "p50_ms": %f, "p99_ms": %f}', summary.requests,
      summary.duration / 1e6, errors.connect + errors.read + errors.write + errors.status + errors.timeout,
      latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
