/**
 * Names of countries. Made from lexicons/places/countries.tsv by scripts/countries.py: change that file, not this one.
 */
const TABLE =
  'ANDAndorra|AREUnited Arab Emirates|AFGAfghanistan|ATGAntigua and Barbuda|ALBAlbania|ARMArmenia|AGOAngola|' +
  'ARGArgentina|AUTAustria|AUSAustralia|AZEAzerbaijan|BIHBosnia and Herzegovina|BRBBarbados|BGDBangladesh|' +
  'BELBelgium|BFABurkina Faso|BGRBulgaria|BHRBahrain|BDIBurundi|BENBenin|BRNBrunei|BOLBolivia|BRABrazil|' +
  'BHSBahamas|BTNBhutan|BWABotswana|BLRBelarus|BLZBelize|CANCanada|CODDemocratic Republic of the Congo|' +
  'CAFCentral African Republic|COGRepublic of the Congo|CHESwitzerland|CIVIvory Coast|CHLChile|CMRCameroon|' +
  'CHNChina|COLColombia|CRICosta Rica|CUBCuba|CPVCape Verde|CYPCyprus|CZECzechia|DEUGermany|DJIDjibouti|' +
  'DNKDenmark|DMADominica|DOMDominican Republic|DZAAlgeria|ECUEcuador|ESTEstonia|EGYEgypt|ESHWestern Sahara|' +
  'ERIEritrea|ESPSpain|ETHEthiopia|FINFinland|FJIFiji|FSMMicronesia|FRAFrance|GABGabon|GBRUnited Kingdom|' +
  'GRDGrenada|GEOGeorgia|GUFFrench Guiana|GHAGhana|GRLGreenland|GMBGambia|GINGuinea|GNQEquatorial Guinea|' +
  'GRCGreece|GTMGuatemala|GNBGuinea-Bissau|GUYGuyana|HKGHong Kong|HNDHonduras|HRVCroatia|HTIHaiti|HUNHungary|' +
  'IDNIndonesia|IRLIreland|ISRIsrael|INDIndia|IRQIraq|IRNIran|ISLIceland|ITAItaly|JAMJamaica|JORJordan|' +
  'JPNJapan|KENKenya|KGZKyrgyzstan|KHMCambodia|KIRKiribati|COMComoros|KNASaint Kitts and Nevis|PRKNorth Korea|' +
  'KORSouth Korea|KWTKuwait|KAZKazakhstan|LAOLaos|LBNLebanon|LCASaint Lucia|LIELiechtenstein|LKASri Lanka|' +
  'LBRLiberia|LSOLesotho|LTULithuania|LUXLuxembourg|LVALatvia|LBYLibya|MARMorocco|MCOMonaco|MDAMoldova|' +
  'MNEMontenegro|MDGMadagascar|MHLMarshall Islands|MKDNorth Macedonia|MLIMali|MMRMyanmar|MNGMongolia|' +
  'MRTMauritania|MLTMalta|MUSMauritius|MDVMaldives|MWIMalawi|MEXMexico|MYSMalaysia|MOZMozambique|NAMNamibia|' +
  'NERNiger|NGANigeria|NICNicaragua|NLDNetherlands|NORNorway|NPLNepal|NRUNauru|NZLNew Zealand|OMNOman|' +
  'PANPanama|PERPeru|PNGPapua New Guinea|PHLPhilippines|PAKPakistan|POLPoland|PRIPuerto Rico|PSEPalestine|' +
  'PRTPortugal|PLWPalau|PRYParaguay|QATQatar|ROURomania|SRBSerbia|RUSRussia|RWARwanda|SAUSaudi Arabia|' +
  'SLBSolomon Islands|SYCSeychelles|SDNSudan|SWESweden|SGPSingapore|SVNSlovenia|SVKSlovakia|SLESierra Leone|' +
  'SMRSan Marino|SENSenegal|SOMSomalia|SURSuriname|SSDSouth Sudan|STPSao Tome and Principe|SLVEl Salvador|' +
  'SYRSyria|SWZEswatini|TCDChad|TGOTogo|THAThailand|TJKTajikistan|TLSEast Timor|TKMTurkmenistan|TUNTunisia|' +
  'TONTonga|TURTurkey|TTOTrinidad and Tobago|TUVTuvalu|TWNTaiwan|TZATanzania|UKRUkraine|UGAUganda|' +
  'USAUnited States|URYUruguay|UZBUzbekistan|VATVatican|VCTSaint Vincent and the Grenadines|VENVenezuela|' +
  'VNMVietnam|VUTVanuatu|WSMSamoa|XKXKosovo|YEMYemen|ZAFSouth Africa|ZMBZambia|ZWEZimbabwe';

const NAMES: ReadonlyMap<string, string> = new Map(TABLE.split('|').map((cell) => [cell.slice(0, 3), cell.slice(3)]));

/** The name of a country by its ISO 3166-1 alpha-3 code; the code itself where it is none of the table. */
export function countryName(code: string): string {
  return NAMES.get(code) ?? code;
}

/** By name; plain comparison is enough for these names, and a hundred times faster than a language's. */
const BY_NAME: readonly [string, string][] = [...NAMES].sort((a, b) => (a[1] < b[1] ? -1 : 1));

/** All codes with their names, by name. */
export function allCountries(): readonly [string, string][] {
  return BY_NAME;
}
