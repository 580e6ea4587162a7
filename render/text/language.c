#include "language.h"

#include <string.h>

#include "headline_words.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

enum { MOST_KIN = 13, LONGEST_WORD = 18 /* bytes; of the telling words */ };

/* Letters of one language among those that share its script, as code points; upper and lower case. */
static const struct {
    const char *language;
    const char *letters; /* UTF-8 */
} letters_of[] = {
    {"uk", "їєґЇЄҐ"},
    {"be", "ўЎ"},
    {"sr", "ђћЂЋ"},
    {"mk", "ѓќѕЃЌЅ"},
    {"ba", "ҙҫҡҘҪҠ"},
    {"tg", "ӣӯҷӢӮҶ"},
    {"tt", "җҖ"},
    {"kk", "қғұһәӘҚҒҰҺ"},
    {"ky", "ңөүҢӨҮ"},
    {"fa", "پچژگک"},
    {"ur", "ٹڈڑںےہ"},
    {"vi", "ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"},
    {"pl", "łŁ"},
    {"ro", "țșȚȘ"},
    {"cs", "řěůŘĚŮ"},
    {"tr", "ğıİĞ"},
    {"hu", "őűŐŰ"},
    {"az", "əƏ"},
    {"es", "ñÑ¿¡"},
    {"pt", "ãõÃÕ"},
    {"de", "ßẞ"},
};

/* Languages that a headline may be in without one of the letters above. The first of each script is what a text is
 * taken for as it stands: it names no language, only outweighs the others. `letters`, lower case, lend some weight. */
static const struct kin {
    const char *languages[MOST_KIN];
    const char *letters[MOST_KIN];
} latin = {{"en", "es", "pt", "fr", "it", "de", "nl", "id", "tr", "sv", "ro", "cs", "pl"},
           {"", "áíóúé", "áíóúéâêôàç", "éèêëàâîïôûùçœ", "àèéìòù", "äöü", "ëï", "", "çşöü", "åäö", "ăâî", "áčďéíňóšťúýž",
            "ąćęńóśźż"}},
  cyrillic = {{"ru", "uk", "bg", "be", "sr", "mk", "kk"}, {"", "і", "", "і", "јљњџ", "јљњџ", "і"}};

/* Scripts that one language owns, near enough; others say too little. */
static const struct {
    UScriptCode script;
    const char *language;
} language_of_script[] = {
    {USCRIPT_HIRAGANA, "ja"}, {USCRIPT_KATAKANA, "ja"}, {USCRIPT_HANGUL, "ko"},    {USCRIPT_THAI, "th"},
    {USCRIPT_LAO, "lo"},      {USCRIPT_KHMER, "km"},    {USCRIPT_MYANMAR, "my"},   {USCRIPT_HEBREW, "he"},
    {USCRIPT_GREEK, "el"},    {USCRIPT_ARMENIAN, "hy"}, {USCRIPT_GEORGIAN, "ka"},  {USCRIPT_DEVANAGARI, "hi"},
    {USCRIPT_BENGALI, "bn"},  {USCRIPT_GUJARATI, "gu"}, {USCRIPT_GURMUKHI, "pa"},  {USCRIPT_TAMIL, "ta"},
    {USCRIPT_TELUGU, "te"},   {USCRIPT_KANNADA, "kn"},  {USCRIPT_MALAYALAM, "ml"}, {USCRIPT_SINHALA, "si"},
    {USCRIPT_ETHIOPIC, "am"}, {USCRIPT_TIBETAN, "bo"},
};

/* Letters that the traditional and the simplified orthography do not share, frequent in headlines. */
static const char traditional[] =
    "個們來這為說時學會對後發國過還進開關於點經動現將體與應從種電資機業當無問題設計網絡鏈數據區塊幣錢產";
static const char simplified[] =
    "个们来这为说时学会对后发国过还进开关于点经动现将体与应从种电资机业当无问题设计网络链数据区块币钱产";

enum { MOST_LANGUAGES = sizeof letters_of / sizeof *letters_of, MOST_SCRIPTS = 24 };
_Static_assert(sizeof language_of_script / sizeof *language_of_script <= MOST_SCRIPTS, "room for the tally");

/* What was seen of a text. */
struct tally {
    unsigned letters;
    unsigned by_letter[MOST_LANGUAGES], by_script[MOST_SCRIPTS];
    unsigned han, arabic, traditional, simplified;
    unsigned cyrillic, yeru; /* yeru: letters of Russian that its neighbours with own letters lack or share */
};

static bool string_has(const char *letters, const char *letter, size_t length)
{
    for (const char *at = letters; (at = strstr(at, letter)); at += length)
        if (strlen(letter) == length)
            return true;
    return false;
}

static void tally_letter(struct tally *tally, UChar32 c)
{
    if (c >= 0x410 && c <= 0x44F) { /* letters that all of Cyrillic shares */
        tally->cyrillic++;
        tally->yeru += c == 0x44B || c == 0x42B || c == 0x44D || c == 0x42D;
        return;
    }
    char letter[5] = {0};
    size_t length = 0;
    U8_APPEND_UNSAFE(letter, length, c);
    for (size_t i = 0; i < MOST_LANGUAGES; i++)
        tally->by_letter[i] += string_has(letters_of[i].letters, letter, length);
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(c, &status);
    for (size_t i = 0; i < sizeof language_of_script / sizeof *language_of_script; i++)
        tally->by_script[i] += language_of_script[i].script == script;
    tally->arabic += script == USCRIPT_ARABIC;
    tally->cyrillic += script == USCRIPT_CYRILLIC;
    tally->yeru += c == 0x451 || c == 0x401;
    if (script == USCRIPT_HAN) {
        tally->han++;
        tally->traditional += string_has(traditional, letter, length);
        tally->simplified += string_has(simplified, letter, length);
    }
}

/* The language whose own letters are the most; earlier rows win a tie. */
static const char *of_letters(const struct tally *tally)
{
    unsigned most = 0;
    const char *language = "";
    for (size_t i = 0; i < MOST_LANGUAGES; i++) {
        if (tally->by_letter[i] > most) {
            most = tally->by_letter[i];
            language = letters_of[i].language;
        }
    }
    return language;
}

static const char *of_script(const struct tally *tally)
{
    unsigned most = 0;
    const char *language = "";
    for (size_t i = 0; i < sizeof language_of_script / sizeof *language_of_script; i++) {
        if (tally->by_script[i] > most) {
            most = tally->by_script[i];
            language = language_of_script[i].language;
        }
    }
    return language;
}

static const char *of_tally(const struct tally *tally)
{
    /* Kana and hangul decide for a text that also has ideographs: those belong to three languages. */
    const char *script = of_script(tally);
    if (*script)
        return script;
    if (tally->han)
        return tally->traditional > tally->simplified ? "zh-Hant" : "zh-Hans";
    const char *letters = of_letters(tally);
    if (*letters)
        return letters;
    if (tally->arabic)
        return "ar";
    return tally->yeru ? "ru" : "";
}

/* What is known to few of the languages weighs more. */
static void weigh(unsigned *weights, uint32_t languages, size_t count)
{
    unsigned known = (unsigned)__builtin_popcount(languages);
    for (size_t i = 0; i < count; i++)
        if (languages >> i & 1)
            weights[i] += known == 1 ? 3 : known == 2 ? 2 : 1;
}

/* Adds up what the words of the text say. Acronyms and what follows an apostrophe (it's, ETH's) say nothing: AI is no
 * Italian. */
static void weigh_words(const struct kin *kin, size_t count, const char *text, size_t length, unsigned *weights)
{
    char word[LONGEST_WORD + U8_MAX_LENGTH] = "";
    size_t size = 0, upper = 0;
    bool whole = true; /* letters only, not too long, not the tail of a word with an apostrophe */
    for (size_t i = 0; i <= length;) {
        UChar32 c = 0;
        if (i < length)
            U8_NEXT_OR_FFFD((const uint8_t *)text, i, length, c);
        else
            i++;
        if (u_isalnum(c)) {
            UChar32 lower = u_tolower(c);
            upper += lower != c;
            whole = whole && !u_isdigit(c) && size < LONGEST_WORD;
            size_t start = size;
            if (whole) {
                U8_APPEND_UNSAFE(word, size, lower);
                word[size] = '\0';
            }
            uint32_t languages = 0;
            for (size_t k = 0; k < count && c >= 0x80 && whole; k++)
                languages |= (uint32_t)string_has(kin->letters[k], word + start, size - start) << k;
            weigh(weights, languages, count);
            continue;
        }
        if (whole && size && (upper < 2 || size == 1))
            weigh(weights, headline_word_languages(word, kin->languages, count), count);
        whole = !(size && (c == '\'' || c == 0x2019) && size > 2);
        size = upper = 0;
    }
}

/* By its words, which takes a little more than one that two languages have; "" for the first of the kin. */
static const char *of_words(const struct kin *kin, const char *text, size_t length)
{
    enum { ENOUGH = 3 };
    unsigned weights[MOST_KIN] = {0};
    size_t count = 0, best = 0;
    while (count < MOST_KIN && kin->languages[count])
        count++;
    weigh_words(kin, count, text, length, weights);
    for (size_t i = 1; i < count; i++)
        if (weights[i] > weights[best])
            best = i;
    return best && weights[best] >= ENOUGH ? kin->languages[best] : "";
}

static bool is_right_to_left(UChar32 c)
{
    UCharDirection direction = u_charDirection(c);
    return direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
}

const char *language_guess(const char *text, size_t length)
{
    struct tally left = {0}, right = {0};
    for (size_t i = 0; i < length;) {
        UChar32 c;
        U8_NEXT_OR_FFFD((const uint8_t *)text, i, length, c);
        struct tally *tally = is_right_to_left(c) ? &right : &left;
        tally->letters += u_isalpha(c);
        if (c >= 0x80)
            tally_letter(tally, c);
    }
    /* A language turns the whole card round: a word of it is not enough, while foreign names beside it are common. */
    const struct tally *tally = right.letters * 3 >= left.letters && right.letters ? &right : &left;
    const char *language = of_tally(tally);
    if (*language || tally == &right)
        return language;
    /* Names in Latin letters are common in every other script. */
    return of_words(tally->cyrillic * 3 >= tally->letters && tally->cyrillic ? &cyrillic : &latin, text, length);
}

enum direction language_base_direction(const char *text, size_t length)
{
    int isolates = 0;
    for (size_t i = 0; i < length;) {
        UChar32 c;
        U8_NEXT_OR_FFFD((const uint8_t *)text, i, length, c);
        if (c < 0x80) {
            if (!isolates && u_isalpha(c))
                return DIRECTION_LTR;
            continue;
        }
        UCharDirection direction = u_charDirection(c);
        if (direction == U_LEFT_TO_RIGHT_ISOLATE || direction == U_RIGHT_TO_LEFT_ISOLATE ||
            direction == U_FIRST_STRONG_ISOLATE)
            isolates++;
        else if (direction == U_POP_DIRECTIONAL_ISOLATE && isolates)
            isolates--;
        else if (!isolates && direction == U_LEFT_TO_RIGHT)
            return DIRECTION_LTR;
        else if (!isolates && (direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC))
            return DIRECTION_RTL;
    }
    return DIRECTION_LTR;
}
