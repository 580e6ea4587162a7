#include "headline_words.h"

#include <string.h>

/* Words stand between spaces, the first and the last one too. */
static const struct row {
    const char *language;
    enum word_role role;
    const char *words;
} rows[] = {
    /* Cyrillic */
    {"ru", WORD_HANGS,
     " в во к ко с со о об обо у и а но да не ни на по от до из за для или при про без под над как что ли это "
     "из-за из-под то же я мы вы ты он её его их ваш наш уж чем где "},
    {"ru", WORD_LEANS,
     " через перед между после чтобы если когда против около среди вместо кроме ради также либо зачем "
     "почему свой свои наши ваши этот эта эти тот та те "},
    {"ru", WORD_CLINGS, " бы б ли ль же ж "},
    {"ru", WORD_UNIT,
     " г. гг. г год года году годы годов лет в. вв. век века веке кг г мг т км м см мм л мл ч ч. мин мин. сек с "
     "сек. руб. руб рублей рубля ₽ коп. тыс. тыс млн млн. млрд млрд. "
     "трлн "
     "тысяч "
     "тысячи "
     "миллионов "
     "миллиона "
     "миллиардов миллиарда шт. шт раз раза гб мб тб кб гц мгц ггц вт квт % ° января февраля марта апреля мая "
     "июня июля августа сентября октября ноября декабря долларов евро "},
    {"ru", WORD_NUMBERED, " № § стр. с. рис. гл. п. пп. ст. т. ч. вып. ред. табл. том часть глава выпуск версия топ "},
    {"ru", WORD_TITLE, " г. ул. пр. д. проф. акад. им. св. см. ср. тов. гр. обл. пос. "},
    {"ru", WORD_JOINS, " и или но а да чтобы если когда как что который которая которые где "},

    {"uk", WORD_HANGS,
     " в у з із зі до і й та а але не ні на по від од із за для або чи при про без під над як що це о об я ми ви він "
     "її його їх чим де то ж "},
    {"uk", WORD_LEANS, " через перед між після щоб якщо коли проти біля серед замість крім також своє свої "},
    {"uk", WORD_CLINGS, " б би ж же "},
    {"uk", WORD_UNIT,
     " р. рр. р рік року році роки років ст. кг г мг т км м см мм л мл год год. хв хв. с сек грн грн. ₴ тис. тис "
     "млн млрд трлн тисяч мільйонів мільярдів шт. гб мб тб % січня лютого березня квітня травня червня липня "
     "серпня вересня жовтня листопада грудня "},
    {"uk", WORD_NUMBERED, " № § стор. с. рис. розд. п. ст. т. ч. вип. том частина розділ версія топ "},
    {"uk", WORD_TITLE, " м. вул. проф. акад. ім. св. див. "},
    {"uk", WORD_JOINS, " і й та або але а щоб якщо коли як що який яка які де "},

    {"be", WORD_HANGS,
     " у ў з са да і й ды а але не ні на па ад дзеля за для або ці пры пра без пад над як што гэта к аб я мы вы ён яе "
     "яго іх дзе то ж "},
    {"be", WORD_LEANS, " праз перад паміж пасля каб калі супраць каля сярод замест таксама свае "},
    {"be", WORD_CLINGS, " б бы ж жа "},
    {"be", WORD_UNIT,
     " г. гг. г год года годзе гадоў кг км м см мм л руб. тыс. млн млрд % студзеня лютага сакавіка красавіка мая "
     "чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня "},
    {"be", WORD_NUMBERED, " № § стар. с. мал. п. арт. т. ч. том частка раздзел "},
    {"be", WORD_JOINS, " і ды або але а каб калі як што які якая якія дзе "},

    {"bg", WORD_HANGS,
     " в във с със о у и а но да не ни на по от до из за или при без под над как че ще се си е са ли ми ти го я ги им "
     "му й към то "},
    {"bg", WORD_LEANS, " през пред между след ако когато против около сред вместо освен което който която които също "},
    {"bg", WORD_CLINGS, " ли ѝ "},
    {"bg", WORD_UNIT,
     " г. г год. година години век кг г км м см мм л лв. лв € хил. млн. млн млрд. млрд % януари февруари март април "
     "май юни юли август септември октомври ноември декември "},
    {"bg", WORD_NUMBERED, " № § стр. с. фиг. гл. чл. т. ч. том част глава версия "},
    {"bg", WORD_JOINS, " и или но а да че ако когато как който която които където "},

    {"sr", WORD_HANGS,
     " у с са о и а но да не ни на по од до из за или при без под над као што је се су ће би ли к ка ми ти он "
     "u s sa o i a no da ne ni na po od do iz za ili pri bez pod nad kao što je se su će bi k ka "},
    {"sr", WORD_LEANS,
     " кроз пред између после ако када против око међу уместо осим који која које "
     "kroz pred između posle ako kada protiv oko među umesto osim koji koja koje "},
    {"sr", WORD_CLINGS, " ли li "},
    {"sr", WORD_UNIT,
     " г. год. године година кг г км м см л дин. хиљ. мил. млрд % јануара фебруара марта априла маја јуна јула "
     "августа септембра октобра новембра децембра god. godine godina kg km m din. mil. "},
    {"sr", WORD_NUMBERED, " бр. № стр. сл. гл. чл. br. str. "},
    {"sr", WORD_JOINS, " и или али а да ако када како што који i ili ali da ako kada kako što koji "},

    {"mk", WORD_HANGS,
     " во в со с о и а но да не ни на по од до из за или при без под над како што е се ќе ли го ја ги ми ти кај кон "},
    {"mk", WORD_LEANS, " низ пред меѓу после ако кога против околу наместо освен која кој кое кои "},
    {"mk", WORD_UNIT, " г. год. година години кг км м см л ден. илј. мил. % "},
    {"mk", WORD_NUMBERED, " бр. № стр. "},
    {"mk", WORD_JOINS, " и или но а да ако кога како што кој "},

    {"kk", WORD_HANGS, " және мен бен пен не де ал бұл ол сол осы бір ең тек әр "},
    {"kk", WORD_LEANS, " немесе бірақ егер қалай яғни сондай "},
    {"kk", WORD_CLINGS, " ма ме ба бе па пе ғой да де та те үшін туралы бойынша арқылы дейін кейін сияқты "},
    {"kk", WORD_UNIT,
     " ж. жж. жыл жылы жылғы жылдың кг км м см л тг теңге мың млн млрд % қаңтар ақпан наурыз сәуір мамыр маусым шілде "
     "тамыз "
     "қыркүйек қазан қараша желтоқсан "},
    {"kk", WORD_NUMBERED, " № § "},
    {"kk", WORD_JOINS, " және мен немесе бірақ ал "},

    {"ky", WORD_HANGS, " жана менен бул ал бир эң "},
    {"ky", WORD_CLINGS, " үчүн да дагы эле "},
    {"ky", WORD_UNIT, " ж. жыл жылы сом миң млн млрд % "},
    {"tt", WORD_HANGS, " һәм белән бу ул бер иң "},
    {"tt", WORD_CLINGS, " өчен да дә та тә "},
    {"tt", WORD_UNIT, " ел елы елда мең млн % "},

    /* Latin */
    {"en", WORD_HANGS,
     " a an the of to in on at by for and or nor but so as is if it its be are was do no not my our your his her i we "
     "us vs vs. via per off up with from into onto over this that how why who what when "},
    {"en", WORD_LEANS,
     " about after before between through under without within against towards than then these those their "
     "will can has have you he she they where which "},
    {"en", WORD_UNIT,
     " kg g mg km m cm mm mi ft lb lbs oz l ml h hr hrs min sec s ms gb mb tb kb ghz mhz hz w kw mwh % ° k m b bn mn "
     "tn "
     "million billion trillion thousand percent years year days day hours hour weeks months am pm a.m. p.m. "
     "bc usd eur x times january february march april may june july august september october november december "},
    {"en", WORD_NUMBERED,
     " no. no nr. p. pp. fig. ch. sec. vol. vol part chapter version v. top q # § january february march april may "
     "june "
     "july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec web "},
    {"en", WORD_TITLE, " mr. mrs. ms. dr. prof. st. mt. sir mr mrs ms dr "},
    {"en", WORD_JOINS, " and or but nor because while when where which that who how why with from for to in "},

    {"de", WORD_HANGS,
     " der die das den dem des ein eine einen einem einer und oder aber im in am an auf aus bei bis da für mit nach ob "
     "seit so um und von vom vor wie wo zu zum zur ist es er sie wir ihr als dass wenn nur nicht per pro "},
    {"de", WORD_LEANS,
     " über unter durch gegen ohne zwischen während wegen sowie sind wird kann ihre seine unser unsere dein "},
    {"de", WORD_UNIT,
     " kg g km m cm mm l ml h std. min. sek. gb mb tb ghz € eur euro mio. mrd. tsd. millionen milliarden prozent % "
     "jahre jahren tage uhr januar februar märz april mai juni juli august september oktober november dezember "},
    {"de", WORD_NUMBERED, " nr. s. abb. kap. bd. abs. art. teil kapitel version § "},
    {"de", WORD_TITLE, " dr. prof. hr. fr. herr frau st. "},
    {"de", WORD_JOINS, " und oder aber weil wenn dass wie mit für von der die das zu "},

    {"fr", WORD_HANGS,
     " le la les l un une des de du d et ou où mais ni car or à a au aux en dans par pour sur sous sans vers chez que "
     "qui ne n pas se s si ce c cet cette ces y il elle on nous vous est son sa ses mon ma mes ton ta tes leur "
     "comme plus très "},
    {"fr", WORD_LEANS,
     " avec entre depuis pendant contre avant après comment pourquoi quand dont notre votre leurs sont "},
    {"fr", WORD_UNIT,
     " kg g km m cm mm l ml h min go mo to € euros euro millions million milliards milliard mille pour % ans an "
     "jours janvier février mars avril mai juin juillet août septembre octobre novembre décembre "},
    {"fr", WORD_NUMBERED, " n° no p. fig. chap. vol. art. tome partie chapitre version § "},
    {"fr", WORD_TITLE, " m. mm. mme mlle dr st ste "},
    {"fr", WORD_JOINS, " et ou mais car que qui pour avec dans de "},

    {"es", WORD_HANGS,
     " el la los las lo un una unos unas de del al a y e o u ni que en con por para sin se su sus mi mis tu tus es no "
     "si "
     "más muy como este esta ha ser son nos "},
    {"es", WORD_LEANS,
     " sobre entre desde hasta hacia contra según cómo cuando donde pero estos estas nuestro nuestra "},
    {"es", WORD_UNIT,
     " kg g km m cm mm l ml h min gb mb tb € euros dólares millones millón mil % años año días enero febrero marzo "
     "abril mayo junio julio agosto septiembre octubre noviembre diciembre "},
    {"es", WORD_NUMBERED, " n.º nº núm. p. pág. fig. cap. vol. art. parte capítulo versión § "},
    {"es", WORD_TITLE, " sr. sra. dr. dra. d. dña. san santa "},
    {"es", WORD_JOINS, " y e o u pero que para con de en "},

    {"pt", WORD_HANGS,
     " o a os as um uma uns umas de do da dos das ao à aos às e ou em no na nos nas por pelo pela para com sem que se "
     "seu sua seus suas é não mais muito como este esta são ser "},
    {"pt", WORD_LEANS, " sobre entre desde até contra segundo quando onde mas porque pelos pelas nosso nossa "},
    {"pt", WORD_UNIT,
     " kg g km m cm mm l ml h min gb mb tb € euros dólares reais milhões milhão bilhões bilhão mil % anos ano dias "
     "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro "},
    {"pt", WORD_NUMBERED, " n.º nº núm. p. pág. fig. cap. vol. art. parte capítulo versão § "},
    {"pt", WORD_TITLE, " sr. sra. dr. dra. são santa "},
    {"pt", WORD_JOINS, " e ou mas que para com de em "},

    {"it", WORD_HANGS,
     " il lo la i gli le l un uno una di del dello della dei degli delle a al allo alla ai agli alle da dal dalla in "
     "nel "
     "nella nei con su sul sulla per tra fra e ed o od ma che non si è se come più ci ne chi cui sua suo "},
    {"it", WORD_LEANS,
     " sono anche dopo prima senza contro verso sopra sotto quando dove perché questo questa nostro nostra "},
    {"it", WORD_UNIT,
     " kg g km m cm mm l ml h min gb mb tb € euro milioni milione miliardi miliardo mila % anni anno giorni gennaio "
     "febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre "},
    {"it", WORD_NUMBERED, " n. n° p. pag. fig. cap. vol. art. parte capitolo versione § "},
    {"it", WORD_TITLE, " sig. sig.ra dott. prof. san santa "},
    {"it", WORD_JOINS, " e ed o ma che per con di in "},

    {"pl", WORD_HANGS,
     " a i o u w we z ze do na od po za ku by nie to co bo czy ale dla bez pod nad przy ten ta te jak że się jest są "
     "oraz "
     "lub "},
    {"pl", WORD_LEANS, " przez przed między przeciw podczas według kiedy gdzie dlaczego jako twój nasz "},
    {"pl", WORD_CLINGS, " by "},
    {"pl", WORD_UNIT,
     " r. rok roku lat w. kg g km m cm mm l ml godz. min sek. zł gr € tys. mln mld % stycznia lutego marca kwietnia "
     "maja "
     "czerwca lipca sierpnia września października listopada grudnia "},
    {"pl", WORD_NUMBERED, " nr s. str. rys. rozdz. t. cz. ust. art. tom część rozdział wersja § "},
    {"pl", WORD_TITLE, " dr prof. inż. mgr ks. św. p. "},
    {"pl", WORD_JOINS, " i oraz lub albo ale a że aby który która które "},

    {"cs", WORD_HANGS,
     " a i o u v ve k ke s se z ze do na od po za ku by ne to co ale pro bez pod nad při ten ta to je jsou jak že si "
     "nebo či ani až "},
    {"cs", WORD_LEANS, " přes před mezi proti podle když kde proč jako náš naše "},
    {"cs", WORD_UNIT,
     " r. rok roku let kg g km m cm mm l ml hod. min sek. kč € tis. mil. mld. % ledna února března dubna května června "
     "července srpna září října listopadu prosince "},
    {"cs", WORD_NUMBERED, " č. s. str. obr. kap. sv. odst. díl část kapitola verze § "},
    {"cs", WORD_TITLE, " dr. prof. ing. mgr. sv. p. "},
    {"cs", WORD_JOINS, " a i nebo ale že aby který která které "},

    {"tr", WORD_HANGS, " ve ya veya bir bu şu o en ne her çok "},
    {"tr", WORD_LEANS, " ancak fakat ama hem daha nasıl neden çünkü "},
    {"tr", WORD_CLINGS, " de da mi mı mu mü için gibi kadar göre ile "},
    {"tr", WORD_UNIT,
     " kg g km m cm mm l ml sa. dk. sn. gb mb tb tl ₺ bin milyon milyar yıl yılı yılında gün % ocak şubat mart nisan "
     "mayıs haziran temmuz ağustos eylül ekim kasım aralık "},
    {"tr", WORD_NUMBERED,
     " no no. nr. s. şek. böl. cilt bölüm kısım sürüm ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim "
     "kasım aralık "},
    {"tr", WORD_TITLE, " dr. prof. av. sn. hz. "},
    {"tr", WORD_JOINS, " ve veya ile ama ancak "},

    {"vi", WORD_HANGS,
     " và của cho với là các một để từ ở về khi thì mà do bởi tại vào ra theo hay hoặc như trên qua đã sẽ có không "},
    {"vi", WORD_LEANS, " những trong ngoài giữa đến được bằng nhưng nếu vì "},
    {"vi", WORD_UNIT, " kg km m cm đồng đ usd triệu tỷ nghìn ngàn % năm tháng ngày giờ "},
    {"vi", WORD_NUMBERED, " số năm tháng ngày phần chương quý top tập "},
    {"vi", WORD_JOINS, " và hoặc nhưng cho với trong của để từ "},

    {"id", WORD_HANGS, " dan di ke yang ini itu dari atau pada oleh akan bagi para sang si "},
    {"id", WORD_LEANS,
     " untuk dengan dalam adalah antara sebagai tentang secara tanpa kepada hingga sampai agar serta "},
    {"id", WORD_UNIT,
     " kg km m cm rupiah juta miliar ribu triliun persen % tahun bulan hari jam januari februari maret april mei juni "
     "juli "
     "agustus september oktober november desember "},
    {"id", WORD_NUMBERED,
     " no. nomor hal. bab jilid bagian versi tahun januari februari maret april mei juni juli agustus september "
     "oktober november desember "},
    {"id", WORD_JOINS, " dan atau tetapi untuk dengan dalam yang dari di "},

    {"nl", WORD_HANGS,
     " de het een en of van in op te aan bij tot uit met om voor als dat die is je na nu of per wat hoe zo ze er "},
    {"sv", WORD_HANGS, " en ett den det de och i på av att för till med som är om vid ur hur "},
    {"ro", WORD_HANGS, " și sau o un a al ai ale la în de din pe cu ce că să nu se fi prin spre sub este "},
    {"hu", WORD_HANGS, " a az egy és is de ha nem ne ki mi hogy vagy "},

    /* Other scripts */
    {"el", WORD_HANGS,
     " ο η το οι τα του της των τον την τη ένα μια και κι ή σε στο στη στην στον στα στους με για από ως να θα δεν "
     "μη που πως αν "},
    {"he", WORD_HANGS, " של את על אל עם כי לא או גם אם מה זה "},
    {"ar", WORD_HANGS, " و في من على إلى عن أن إن أو ما لا لم لن هل مع قد يا كل بين حتى ثم كيف هذا هذه "},
    {"fa", WORD_HANGS, " و در به از با بر تا که یا هر بی این آن یک برای چه هم نه می "},
    {"fa", WORD_CLINGS, " را ها های "},
    {"ur", WORD_HANGS, " اور یا کہ "},
    {"ur", WORD_CLINGS, " کا کے کی کو میں سے پر نے ہے "},
    {"hi", WORD_HANGS, " और या कि एक यह वह जो तो "},
    {"hi", WORD_CLINGS, " का के की को में से पर ने तक भी ही है हैं लिए साथ द्वारा "},
    {"hi", WORD_UNIT, " करोड़ लाख हजार हज़ार मिलियन बिलियन % "},

    {"ko", WORD_CLINGS, " 시 등 수 것 뿐 때 때문 후 중 "},
    {"ko", WORD_HANGS, " 및 또는 그 이 더 왜 "},
    {"ko", WORD_UNIT, " 년 월 일 개 명 가지 만 억 원 달러 % "},
    {"zh", WORD_UNIT, " 年 月 日 号 个 個 名 种 種 大 条 條 万 萬 亿 億 倍 元 美元 分钟 小时 天 周 "},
    {"zh", WORD_NUMBERED, " 第 "},
    {"ja", WORD_UNIT, " 年 月 日 件 個 人 つ 万 億 倍 円 ドル 時間 分 "},

    {"*", WORD_UNIT,
     " % ‰ ° °c °f kg g mg km m cm mm l ml kb mb gb tb hz khz mhz ghz w kw mw v $ € £ ¥ ₽ ₴ ₸ ₺ ₹ "
     "usd "
     "eur "
     "btc "
     "eth "
     "px "
     "pt "},
    {"*", WORD_NUMBERED, " № # § $ € £ ¥ ₽ no. nr. n° nº "},
};

/* The primary subtag. */
static bool same_language(const char *row, const char *language)
{
    while (*row && *row == *language) {
        row++;
        language++;
    }
    return *row == '\0' && (*language == '\0' || *language == '-');
}

static bool list_has(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; (at = strstr(at, word)); at++)
        if (at > list && at[-1] == ' ' && at[length] == ' ')
            return true;
    return false;
}

bool headline_word_is(const char *language, enum word_role role, const char *word)
{
    if (!*word || strchr(word, ' '))
        return false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].role == role && (*rows[i].language == '*' || same_language(rows[i].language, language)) &&
            list_has(rows[i].words, word))
            return true;
    return false;
}

uint32_t headline_word_languages(const char *word, const char *const *languages, size_t count)
{
    uint32_t found = 0;
    if (!*word || strchr(word, ' '))
        return 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].role != WORD_HANGS && rows[i].role != WORD_LEANS && rows[i].role != WORD_CLINGS)
            continue;
        const char *language = rows[i].language;
        for (size_t at = 0; at < count; at++)
            if (language[0] == languages[at][0] && strcmp(language, languages[at]) == 0 &&
                list_has(rows[i].words, word))
                found |= 1u << at;
    }
    return found;
}
