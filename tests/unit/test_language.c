#include "test.h"

#include <string.h>

#include "render/text/language.h"

static void letters_give_the_language_away(void **state)
{
    (void)state;
    static const struct {
        const char *text, *language;
    } cases[] = {
        {"Їжак і ґанок", "uk"},
        {"Добрый вечер, мы едем", "ru"},
        {"Съешь ещё этих мягких французских булок", "ru"},
        {"Ў лесе", "be"},
        {"Ђаво и ћуприја", "sr"},
        {"Ѓорѓи и ќерка", "mk"},
        {"Қазақстан: ашық кодтың болашағы", "kk"},
        {"こんにちは世界", "ja"},
        {"人工知能の未来", "ja"},
        {"안녕하세요", "ko"},
        {"人工智能的未来：数据与网络", "zh-Hans"},
        {"人工智慧的未來：資料與網絡", "zh-Hant"},
        {"สวัสดีชาวโลก", "th"},
        {"שלום עולם", "he"},
        {"مرحبا بالعالم", "ar"},
        {"پارسی و گچ پژ", "fa"},
        {"Καλημέρα κόσμε", "el"},
        {"नमस्ते दुनिया", "hi"},
        {"Mạng lưới phi tập trung", "vi"},
        {"İstanbul'da yapay zekâ ağı", "tr"},
        {"Zażółć gęślą jaźń, łódź", "pl"},
        {"A16Z Crypto: تقاطعات الذكاء", "ar"},
        {"שלום ל-GitHub", "he"},
        {"What the word سلام means in Arabic poetry", ""}, /* a card in English all the same */
        {"Что значит слово سلام? Этимология ещё раз", "ru"},
        {"Hello, world 2025", ""},
        {"Привет", ""},
        {"", ""},
        {"😀🎉", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(language_guess(cases[i].text, strlen(cases[i].text)), cases[i].language);
}

static void short_words_tell_languages_with_the_same_letters_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text, *language;
    } cases[] = {
        {"El futuro de la inteligencia artificial y los datos", "es"},
        {"Une introduction aux agents pour les développeurs", "fr"},
        {"Como usar o agente para criar imagens com IA", "pt"},
        {"Die Zukunft der Netze und was das bedeutet", "de"},
        {"Come scegliere il modello per gli agenti della rete", "it"},
        {"Masa depan jaringan yang terbuka dan adil untuk semua", "id"},
        {"Toekomst van het open netwerk voor iedereen", "nl"},
        {"Какво е новото и защо ще се промени", "bg"},
        {"The future of AI: it's about the data", ""},
        {"AI and IA", ""}, /* acronyms, not the Italian ai */
        {"Introduction to Arbitrum Nitro's Architecture", ""},
        {"Cuckoo Network V2", ""},
        {"Будущее за нами и как его не проспать", ""}, /* Russian is what Cyrillic is taken for */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(language_guess(cases[i].text, strlen(cases[i].text)), cases[i].language);
}

static void first_strong_character_decides_the_direction(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum direction direction;
    } cases[] = {
        {"Hello مرحبا", DIRECTION_LTR},
        {"«2025» مرحبا Hello", DIRECTION_RTL},
        {"123 — 😀", DIRECTION_LTR},
        {"", DIRECTION_LTR},
        {"\xE2\x81\xA7שלום\xE2\x81\xA9 abc", DIRECTION_LTR}, /* an isolate is passed over: UAX 9 P2 */
        {"\xE2\x80\x8F abc", DIRECTION_RTL},                 /* right-to-left mark */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(language_base_direction(cases[i].text, strlen(cases[i].text)), cases[i].direction);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_give_the_language_away),
        cmocka_unit_test(short_words_tell_languages_with_the_same_letters_apart),
        cmocka_unit_test(first_strong_character_decides_the_direction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
