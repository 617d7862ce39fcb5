package demo

// tradesEN are the English names of trades.
var tradesEN = map[string]string{
	"Bahasa Inggris": "English", "Bahasa Jepang": "Japanese", "Perhotelan": "Hotel work", "Tata boga": "Cookery", "Tata busana": "Dressmaking",
	"Tata kecantikan": "Beauty", "Teknik las": "Welding", "Teknik otomotif": "Motor mechanics", "Teknik pendingin": "Refrigeration",
	"Teknologi informasi": "Information technology",
}

// english is what the English page of a fair or an outreach session says.
type english struct{ title, summary, description string }

const fairRulesEN = `### How to get in

1. Register and choose one entry wave. Each takes 50 minutes, with 10 minutes kept free so that nobody is crowded.
2. Show your QR ticket at the gate. It opens without internet; a screenshot is accepted too.
3. Meet the companies at their stands, and be interviewed when you are called.

### What to bring

- Your identity card (KTP) and two copies of your CV
- Copies of your diploma and certificates; **never hand over originals**
- A phone with your ticket, or the ticket printed

### Safe and free

Nobody may ask for money. If somebody does, tell the *BP3MI service* stand. There are ways for wheelchairs, sign language from 10.00 to 12.00, a nursing room and a prayer room.`

// inEnglish holds the fairs and outreach sessions of the demo by their keys.
var inEnglish = map[string]english{
	"fair-now": {
		title:       "South Jakarta Overseas Job Fair",
		summary:     "Four days to meet licensed placement companies, apply and be interviewed on the spot. Free.",
		description: "Fourteen licensed placement companies and the government's own placement stand offer jobs in Japan, Korea, Taiwan, Germany and elsewhere. An evening wave from 18.00 to 24.00 is for those who work during the day.\n\n" + fairRulesEN,
	},
	"fair-soon": {
		title:       "Japan and Korea Job Fair",
		summary:     "Jobs under SSW, kaigo and EPS, with practice interviews and a check of your language level.",
		description: "Two days for Japan and Korea only. Bring your JLPT, JFT-Basic or EPS-TOPIK certificate if you have one; otherwise we show you the PPKD course that suits you.\n\n" + fairRulesEN,
	},
	"fair-later": {
		title:       "Nursing and Hotel Job Fair",
		summary:     "Nurses, care workers and hotel staff for Germany, Japan, Saudi Arabia and Australia.",
		description: "For graduates of nursing and hotel schools. With a short class on having diplomas recognised, and advice on the nursing licence (STR).\n\n" + fairRulesEN,
	},
	"fair-past": {
		title:       "Pasar Minggu Job Fair",
		summary:     "A one-day job fair with ten placement companies.",
		description: "This fair is over. The companies report the results of their interviews within a month.\n\n" + fairRulesEN,
	},
	"talk-school": {
		title:       "Working abroad safely: SMK Bina Tekad",
		summary:     "For final-year students and alumni: official ways, the language you need, and signs of a swindle.",
		description: "BP3MI officers and two returned migrant workers talk about SSW, EPS and Ausbildung.\n\n- Recognising false offers on social media\n- Working out which costs may be asked of you and which may not\n- Trying questions of JFT-Basic for 15 minutes\n\nThose under 18 come with a teacher.",
	},
	"talk-district": {
		title:       "Protection of migrant workers: Kecamatan Jagakarsa",
		summary:     "With the heads of the kecamatan, kelurahan and RT/RW: papers, social security and complaints.",
		description: "For residents who are about to leave and their families. A desk gives advice on papers (family permission known by the lurah, passport, SKCK).\n\n1. The official way to a placement\n2. Social security of migrant workers\n3. How to report a broker\n4. Questions and answers",
	},
	"talk-interview": {
		title:       "Mock interviews for kaigo",
		summary:     "Twenty people practise with interviewers of a care home in Osaka.",
		description: "Everybody is interviewed for 15 minutes in simple Japanese, and gets notes. There are few places: please confirm that you come, so that a place left empty can be used by others.",
	},
	"talk-consult": {
		title:       "Advice for families of migrant workers",
		summary:     "An hour with BP3MI officers for families of somebody who works abroad.",
		description: "Officers read every registration first, so that the right person is there: law, social security, or coming home.",
	},
	"talk-past": {
		title:       "Against trafficking: RW 05 Pejaten Timur",
		summary:     "Recognise recruitment that is not right, and know where to report it.",
		description: "Residents of RW 05 and South Jakarta's task force against trafficking. Those who come practise checking a company's licence and reading a work agreement.",
	},
}
