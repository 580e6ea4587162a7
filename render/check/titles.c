#include "titles.h"

const struct check_title check_titles[] = {
    {"of two letters", "Go", true},
    {"of 130 characters",
     "The complete field guide to migrating a ten-year-old monolith to small services without stopping a single "
     "customer "
     "order for a day",
     true},
    {"of one word of 25 letters", "Electroencephalographists", false},
    {"in Russian, of 130 characters",
     "Революция с открытым исходным кодом: как небольшая команда за полгода обогнала лабораторию с бюджетом в миллиард "
     "и "
     "чего ждать всем",
     false},
    {"in Arabic", "كيف غيّرت البرمجيات مفتوحة المصدر طريقة بناء الشركات الناشئة لمنتجاتها في عام 2025", false},
    {"in Hindi", "मुक्त स्रोत सॉफ़्टवेयर की क्रांति: छोटी टीमें बड़ी कंपनियों से आगे कैसे निकल रही हैं", false},
    {"in Thai", "การปฏิวัติซอฟต์แวร์โอเพนซอร์ส: ทีมเล็กเอาชนะบริษัทใหญ่ได้อย่างไรในปีนี้", false},
    {"in Chinese", "开源软件的革命：小团队如何在半年内超越拥有十亿美元预算的实验室，以及接下来会发生什么", false},
    {"in Japanese", "オープンソースの革命：小さなチームが半年で巨大な研究所を追い越した方法と、これから起こること",
     false},
    {"in Korean", "오픈 소스 혁명: 작은 팀이 반년 만에 거대한 연구소를 앞지른 방법과 앞으로 일어날 일", false},
    {"of emoji", "🚀 Launch day 👩🏽‍💻👨‍👩‍👧‍👦 🇺🇦 1️⃣ ❤️‍🔥", false},
};
const size_t check_title_count = sizeof check_titles / sizeof check_titles[0];
